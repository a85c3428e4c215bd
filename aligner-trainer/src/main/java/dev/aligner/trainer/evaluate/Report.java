package dev.aligner.trainer.evaluate;

import dev.aligner.trainer.file.AtomicFile;
import dev.aligner.trainer.report.Axes;
import dev.aligner.trainer.report.Bars;
import dev.aligner.trainer.report.Charts;
import dev.aligner.trainer.report.HtmlPage;
import dev.aligner.trainer.report.Picture;
import dev.aligner.trainer.report.Table;
import dev.aligner.trainer.statistics.Interval;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** An evaluation for readers: Markdown, pictures, and a page with both. */
final class Report {
    private final Evaluation evaluation;
    private final Map<String, Table> tables;
    private final List<Metric> metrics;

    Report(Evaluation evaluation) {
        this.evaluation = evaluation;
        this.tables = ScoreTables.byGroup(evaluation.runs());
        this.metrics = Arrays.stream(Metric.values())
                .filter(metric -> evaluation.runs().stream()
                        .flatMap(run -> run.groups().stream())
                        .anyMatch(group -> group.metrics().containsKey(metric)))
                .toList();
    }

    /** {@code evaluation.md}, {@code evaluation.html} and a PNG file for each picture. */
    void write(Path directory) {
        Map<String, Picture> pictures = pictures();
        pictures.forEach((name, picture) -> picture.write(directory.resolve(name + ".png")));
        AtomicFile.write(directory.resolve("evaluation.md"), markdown());
        HtmlPage page = HtmlPage.titled("Evaluation").paragraph(subject());
        pictures.values().forEach(page::picture);
        tables.forEach((group, table) -> page.heading(group).table(table));
        page.heading("What is measured").table(meanings());
        page.heading("Correctors").table(correctors());
        page.write(directory.resolve("evaluation.html"));
    }

    private String markdown() {
        StringBuilder text =
                new StringBuilder("# Evaluation\n\n").append(subject()).append("\n\n");
        tables.forEach((group, table) -> text.append("## ")
                .append(group)
                .append("\n\n")
                .append(table.markdown())
                .append('\n'));
        text.append("## What is measured\n\n").append(meanings().markdown());
        return text.append("\n## Correctors\n\n")
                .append(correctors().markdown())
                .toString();
    }

    private String subject() {
        return evaluation.cases() + " cases of " + String.join(", ", evaluation.data()) + ", split "
                + evaluation.split()
                + (evaluation.limit() == 0 ? "" : ", at most " + evaluation.limit() + " of each source")
                + ". Shares in per cent; in brackets the 95 % interval of a bootstrap over cases.";
    }

    private Table meanings() {
        return new Table(
                List.of("metric", "meaning"),
                metrics.stream()
                        .map(metric -> List.of(metric.label(), metric.meaning()))
                        .toList());
    }

    private Table correctors() {
        Table.Builder table = Table.of("name", "corrector", "cases without an output");
        evaluation.runs().forEach(run -> table.row(run.name(), run.corrector(), run.failed()));
        return table.build();
    }

    private Map<String, Picture> pictures() {
        Map<String, Picture> pictures = new LinkedHashMap<>();
        pictures.put("overall", overall());
        for (Metric metric : List.of(Metric.KEPT, Metric.FIXED)) {
            if (metrics.contains(metric)) {
                pictures.put(metric.key(), bySource(metric));
            }
        }
        return pictures;
    }

    private Picture overall() {
        List<Metric> shares = metrics.stream().filter(Metric::share).toList();
        List<Bars> bars = evaluation.runs().stream()
                .map(run -> bars(
                        run.name(),
                        shares.stream()
                                .map(metric -> run.groups().get(0).metrics().get(metric))
                                .toList()))
                .toList();
        return Charts.bars(
                Axes.of("All cases", "", "per cent"),
                shares.stream().map(Metric::label).toList(),
                bars);
    }

    private Picture bySource(Metric metric) {
        List<String> groups = new ArrayList<>();
        for (GroupScores group : evaluation.runs().get(0).groups()) {
            if (!group.group().equals(GroupScores.ALL) && group.metrics().containsKey(metric)) {
                groups.add(group.group());
            }
        }
        List<Bars> bars = new ArrayList<>();
        for (RunScores run : evaluation.runs()) {
            Map<String, Interval> values = new LinkedHashMap<>();
            for (GroupScores group : run.groups()) {
                Interval value = group.metrics().get(metric);
                if (value != null) {
                    values.put(group.group(), value);
                }
            }
            bars.add(bars(run.name(), groups.stream().map(values::get).toList()));
        }
        return Charts.bars(Axes.of(metric.label() + " by group", "", "per cent"), groups, bars);
    }

    /** Bars of per cent; half the interval's width as the error, since bars know only one. */
    private static Bars bars(String name, List<Interval> intervals) {
        double[] values = new double[intervals.size()];
        double[] errors = new double[intervals.size()];
        for (int at = 0; at < values.length; at++) {
            Interval interval = intervals.get(at);
            values[at] = Objects.isNull(interval) ? Double.NaN : 100 * interval.value();
            errors[at] = Objects.isNull(interval) ? 0 : 50 * (interval.high() - interval.low());
        }
        return new Bars(name, values, errors);
    }
}
