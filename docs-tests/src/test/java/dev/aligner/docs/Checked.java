package dev.aligner.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What docs/checked.md lists: blocks that are not run, and pages whose blocks something else runs. */
final class Checked {
    /** Pages with tests or scripts of their own, which may be written at another time than these tests. */
    static final Set<String> ELSEWHERE =
            Set.of("docs/client.md", "docs/playground.md", "docs/reliability.md", "docs/spark.md");

    private Checked() {}

    /** The rows of its table. */
    static List<String> rows() {
        List<String> rows = new ArrayList<>();
        rows.add("| page | block | why it is not run |");
        rows.add("|---|---|---|");
        for (Page page : pages()) {
            for (Block block : page.blocks()) {
                block.mark(Mark.Kind.NOT_RUN)
                        .ifPresent(mark -> rows.add("| " + link(page) + " | " + block.section() + ": " + first(block)
                                + " | " + mark.text() + " |"));
            }
        }
        return rows;
    }

    /** Those whose blocks are accounted for here. */
    static List<Page> pages() {
        return Repository.documentation().stream()
                .filter(page -> !ELSEWHERE.contains(page.name()))
                .toList();
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
