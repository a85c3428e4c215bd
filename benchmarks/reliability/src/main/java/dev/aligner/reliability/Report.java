package dev.aligner.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table.
 *
 * @param about what was run, when, where, and beside what
 */
record Report(List<String> about, List<Row> rows) {
    private static final String RESULTS = "results.json";

    static final String BEGIN = "<!-- reliability: written by benchmarks/reliability/run.sh -->";
    static final String END = "<!-- reliability: end -->";

    String markdown() {
        StringBuilder text = new StringBuilder();
        about.forEach(line -> text.append(line).append("  \n"));
        text.append(
                "\n| case | promised | sent | came back | lost | | seen | run |\n|---|---|---|---|---|---|---|---|\n");
        rows.forEach(row -> text.append(line(row)));
        return text.toString();
    }

    private static String line(Row row) {
        return "| `" + row.name() + "` | " + cell(row.promised()) + " | "
                + (row.sent() == 0 ? "" : row.sent() + " " + cell(row.unit())) + " | "
                + cell(pairs(row.came())) + " | "
                + (row.sent() == 0 || row.beside() ? "" : row.lost() == 0 ? "nothing" : "**" + row.lost() + "**")
                + " | "
                + row.verdict().said() + " | " + cell(seen(row)) + " | " + cell(row.when()) + " |\n";
    }

    private static String pairs(Map<String, Long> came) {
        return came.entrySet().stream()
                .map(each -> each.getValue() + " × " + each.getKey())
                .collect(Collectors.joining(", "));
    }

    private static String seen(Row row) {
        String broken = row.broken().stream().map(each -> "**" + each + "**").collect(Collectors.joining("; "));
        String measured = row.measured().entrySet().stream()
                .map(each -> each.getKey() + ": " + each.getValue())
                .collect(Collectors.joining("; "));
        String notRun = row.notRun() == null ? "" : row.notRun();
        return Stream.of(broken, notRun, measured)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }

    /** Puts the table between its marks into a document. */
    void into(Path document) throws IOException {
        Files.writeString(document, into(Files.readString(document)));
    }

    String into(String document) throws IOException {
        int begin = document.indexOf(BEGIN);
        int end = document.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException("document: no " + BEGIN + " before " + END + " (expected: both)");
        }
        return document.substring(0, begin) + BEGIN + "\n" + markdown() + document.substring(end);
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("results.md"), markdown());
        Files.writeString(
                folder.resolve(RESULTS),
                Texts.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }

    /** The same with the rows of an earlier run for what was not run now, in the order of {@code names}. */
    Report over(Path folder, List<String> names) throws IOException {
        Path earlier = folder.resolve(RESULTS);
        List<Row> known = new ArrayList<>(rows);
        if (Files.exists(earlier)) {
            known.addAll(Texts.JSON
                    .readValue(Files.readString(earlier), Report.class)
                    .rows());
        }
        List<Row> ordered = names.stream()
                .map(name ->
                        known.stream().filter(row -> row.name().equals(name)).findFirst())
                .flatMap(Optional::stream)
                .toList();
        return new Report(about, ordered);
    }

    boolean allKept() {
        return rows.stream().noneMatch(row -> row.verdict() == Row.Verdict.BROKEN);
    }
}
