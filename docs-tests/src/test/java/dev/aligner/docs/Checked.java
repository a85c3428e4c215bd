package dev.aligner.docs;

import java.util.ArrayList;
import java.util.List;

/** What docs/checked.md lists: blocks that are not run. */
final class Checked {
    private Checked() {}

    /** The rows of its table. */
    static List<String> rows() {
        List<String> rows = new ArrayList<>();
        rows.add("| page | block | why it is not run |");
        rows.add("|---|---|---|");
        for (Page page : Repository.markdown()) {
            for (Block block : page.blocks()) {
                block.mark(Mark.Kind.NOT_RUN)
                        .ifPresent(mark -> rows.add("| " + link(page) + " | " + block.section() + ": " + first(block)
                                + " | " + mark.text() + " |"));
            }
        }
        return rows;
    }

    private static String link(Page page) {
        String name = page.name();
        return name.startsWith("docs/")
                ? "[" + name.substring(5) + "](" + name.substring(5) + ")"
                : "[" + name + "](../" + name + ")";
    }

    /** Its first words, so that a row stays the same while lines move. */
    private static String first(Block block) {
        String line = block.text().lines().findFirst().orElse("").strip();
        return "`" + (line.length() > 48 ? line.substring(0, 47) + "…" : line).replace("|", "\\|") + "`";
    }
}
