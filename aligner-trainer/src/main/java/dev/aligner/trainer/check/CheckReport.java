package dev.aligner.trainer.check;

import dev.aligner.trainer.report.Axes;
import dev.aligner.trainer.report.Bars;
import dev.aligner.trainer.report.Charts;
import dev.aligner.trainer.report.HtmlPage;
import dev.aligner.trainer.report.Picture;
import dev.aligner.trainer.report.Sample;
import dev.aligner.trainer.report.Table;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Findings for a reader: on a terminal, and as a page with plots. */
record CheckReport(Findings findings) {
    private static final int BINS = 50;

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(summary()).append("\n\n");
        tables().forEach((heading, table) ->
                text.append(heading).append('\n').append(table.text()).append('\n'));
        return text.toString();
    }

    private String summary() {
        return findings.rows() + " rows, " + findings.badRows() + " bad, in " + String.join(", ", findings.files());
    }

    /** Those that have a row, by heading. */
    private Map<String, Table> tables() {
        Map<String, Table> tables = new LinkedHashMap<>();
        Table.Builder bad = Table.of("place", "reason");
        findings.bad().forEach(row -> bad.row(row.place(), row.reason()));
        tables.put(
                findings.badRows() > findings.bad().size()
                        ? "Bad rows, the first " + findings.bad().size() + " of " + findings.badRows()
                        : "Bad rows",
                bad.build());
        tables.put("Sources", sources());
        tables.put("Splits", counts("split", findings.splits()));
        tables.put("Licences", counts("licence", findings.licences()));
        tables.put("Lengths", lengths());
        tables.put("Rows that say again what an earlier one says", repeats());
        tables.put("Rows that have something from another split", leaks());
        tables.put("Rows that a training would drop", counts("reason", findings.dropped()));
        tables.values().removeIf(table -> table.rows().isEmpty());
        return tables;
    }

    private Table sources() {
        Table.Builder table =
                Table.of("source", "rows", "splits", "licences", "identities", "similarity p50", "least", "greatest");
        for (Findings.Source source : findings.sources()) {
            Percentiles similarity = source.similarity();
            boolean any = similarity.count() > 0;
            table.row(
                    source.name(),
                    source.rows(),
                    joined(source.splits()),
                    String.join(", ", source.licences()),
                    percent(source.identityShare()),
                    any ? decimal(similarity.p50()) : "-",
                    any ? decimal(similarity.least()) : "-",
                    any ? decimal(similarity.greatest()) : "-");
        }
        return table.build();
    }

    private Table lengths() {
        Table.Builder table = Table.of("length", "least", "p50", "p90", "p99", "greatest");
        findings.lengths()
                .forEach((what, spread) -> table.row(
                        what,
                        whole(spread.least()),
                        whole(spread.p50()),
                        whole(spread.p90()),
                        whole(spread.p99()),
                        whole(spread.greatest())));
        return table.build();
    }

    private Table repeats() {
        Findings.Repeats repeats = findings.repeats();
        Table.Builder table = Table.of("repeat", "rows", "first");
        repeat("same in everything", repeats.same(), table);
        repeat("same but for case, punctuation, space", repeats.nearlySame(), table);
        repeat("same question and answer, another correction", repeats.otherCorrection(), table);
        repeat("same answer, another question", repeats.sameAnswer(), table);
        return table.build();
    }

    private Table leaks() {
        Table.Builder table = Table.of("same", "rows", "first");
        repeat("question", findings.leaks().question(), table);
        repeat("answer", findings.leaks().answer(), table);
        return table.build();
    }

    private static void repeat(String name, Findings.Repeat repeat, Table.Builder table) {
        if (repeat.rows() > 0) {
            Findings.Pair first = repeat.first().get(0);
            table.row(name, repeat.rows(), first.place() + " as " + first.earlier());
        }
    }

    private static Table counts(String name, Map<String, Integer> counts) {
        Table.Builder table = Table.of(name, "rows");
        counts.forEach(table::row);
        return table.build();
    }

    /** Writes {@code report.html} and its plots as PNG files into a directory. */
    void write(Path directory, DataCheck.Distributions distributions) {
        HtmlPage page = HtmlPage.titled("Data check").paragraph(summary());
        Map<String, Picture> plots = plots(distributions);
        tables().forEach((heading, table) -> page.heading(heading).table(table));
        page.heading("Plots");
        plots.forEach((name, plot) -> {
            plot.write(directory.resolve(name + ".png"));
            page.picture(plot);
        });
        page.write(directory.resolve("report.html"));
    }

    private Map<String, Picture> plots(DataCheck.Distributions distributions) {
        Map<String, Picture> plots = new LinkedHashMap<>();
        plots.put("sources", bySource("Rows by source", "rows", source -> source.rows()));
        plots.put("identities", bySource("Identities by source", "share of rows", Findings.Source::identityShare));
        plots.put(
                "similarity",
                Charts.histogram(
                        Axes.of("Similarity of answer and correction, identities left out", "1 - edit ratio", "rows"),
                        List.of(new Sample("rows", distributions.similarities())),
                        BINS));
        distributions
                .lengths()
                .forEach((what, values) -> plots.put(
                        "length-" + what.replaceAll("[^a-z]+", "-"),
                        Charts.histogram(
                                Axes.of(
                                        "Length of " + what.substring(0, what.indexOf(',')) + ", up to p99",
                                        unit(what),
                                        "rows"),
                                List.of(new Sample("rows", shorter(values))),
                                BINS)));
        return plots;
    }

    private Picture bySource(String title, String unit, ToDoubleFunction<Findings.Source> value) {
        return Charts.bars(
                Axes.of(title, "source", unit),
                findings.sources().stream().map(Findings.Source::name).toList(),
                List.of(Bars.of(
                        unit, findings.sources().stream().mapToDouble(value).toArray())));
    }

    private static String unit(String what) {
        return what.substring(what.indexOf(',') + 2);
    }

    /** Without the longest hundredth, beside which all others would be one bar. */
    private static double[] shorter(double[] values) {
        double limit = Percentiles.of(values).p99();
        return Arrays.stream(values).filter(value -> value <= limit).toArray();
    }

    private static String joined(Map<String, Integer> counts) {
        StringBuilder joined = new StringBuilder();
        counts.forEach((name, count) -> joined.append(joined.isEmpty() ? "" : ", ")
                .append(name)
                .append(' ')
                .append(count));
        return joined.toString();
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
