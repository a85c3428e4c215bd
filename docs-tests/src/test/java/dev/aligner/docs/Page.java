package dev.aligner.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of Markdown.
 *
 * @param headings their texts, in order, without the signs
 * @param prose its lines without blocks and comments; those of blocks are empty, so that numbers stay
 */
record Page(Path file, List<Item> items, List<String> headings, List<String> prose) {
    private static final Pattern FENCE = Pattern.compile(" *```(\\w*) *");
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*?) *");

    String name() {
        return Repository.name(file);
    }

    List<Block> blocks() {
        return items.stream()
                .filter(Block.class::isInstance)
                .map(Block.class::cast)
                .toList();
    }

    static Page of(Path file) {
        List<String> lines = Repository.read(file).lines().toList();
        List<Item> items = new ArrayList<>();
        List<String> headings = new ArrayList<>();
        List<String> prose = new ArrayList<>();
        List<Mark> marks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher fence = FENCE.matcher(line);
            Matcher heading = HEADING.matcher(line);
            int end = i;
            if (fence.matches()) {
                StringBuilder text = new StringBuilder();
                for (end = i + 1; !lines.get(end).strip().equals("```"); end++) {
                    text.append(lines.get(end)).append('\n');
                }
                items.add(new Block(
                        Repository.name(file),
                        i + 2,
                        headings.isEmpty() ? "" : headings.get(headings.size() - 1),
                        fence.group(1),
                        text.toString(),
                        List.copyOf(marks)));
                marks.clear();
            } else if (line.startsWith("<!--")) {
                while (!lines.get(end).strip().endsWith("-->")) {
                    end++;
                }
                Mark.of(String.join("\n", lines.subList(i, end + 1))).ifPresent(mark -> {
                    if (mark.kind().ofBlock()) {
                        marks.add(mark);
                    } else {
                        items.add(mark);
                    }
                });
            } else {
                // a mark that no block follows is about nothing, and would not be missed
                if (!marks.isEmpty()) {
                    throw new IllegalStateException(
                            Repository.name(file) + ":" + (i + 1) + ": no block behind " + marks);
                }
                if (heading.matches()) {
                    headings.add(heading.group(1));
                }
                prose.add(line);
                continue;
            }
            for (; i < end; i++) {
                prose.add("");
            }
            prose.add("");
        }
        return new Page(file, items, headings, prose);
    }
}
