package dev.aligner.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command of a page.
 *
 * @param words as a shell would give them to a program, its name first
 * @param input of its here-document; empty without one
 */
record PageCommand(List<String> words, String input) {
    private static final Pattern BLOCK = Pattern.compile("^```sh\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");
    private static final Pattern HERE = Pattern.compile("<<'(\\w+)'$");

    /** Those of a page's shell blocks that begin with one of these programs, in their order. */
    static List<PageCommand> of(Path page, String... programs) throws IOException {
        List<PageCommand> commands = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(page));
        while (block.find()) {
            Iterator<String> lines =
                    block.group(1).replace("\\\n", " ").lines().toList().iterator();
            while (lines.hasNext()) {
                PageCommand command = next(lines);
                if (!command.words().isEmpty()
                        && List.of(programs).contains(command.words().get(0))) {
                    commands.add(command);
                }
            }
        }
        return commands;
    }

    private static PageCommand next(Iterator<String> lines) {
        String line = lines.next().replaceFirst("(^|\\s)#\\s.*", "").strip();
        Matcher here = HERE.matcher(line);
        StringBuilder input = new StringBuilder();
        if (here.find()) {
            for (String read = lines.next(); !read.equals(here.group(1)); read = lines.next()) {
                input.append(read).append('\n');
            }
            line = line.substring(0, here.start());
        }
        List<String> words = WORD.matcher(line)
                .results()
                .map(MatchResult::group)
                .map(word -> word.replaceAll("['\"]", ""))
                .toList();
        return new PageCommand(words, input.toString());
    }

    String word(int at) {
        return at < words.size() ? words.get(at) : "";
    }

    /** What stands behind each of these options, or behind its {@code =}. */
    List<String> values(String option) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).equals(option)) {
                values.add(word(i + 1));
            } else if (words.get(i).startsWith(option + "=")) {
                values.add(words.get(i).substring(option.length() + 1));
            }
        }
        return values;
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
