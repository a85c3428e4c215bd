package dev.aligner.trainer.evaluate;

import dev.aligner.trainer.file.AtomicFile;
import dev.aligner.trainer.report.Axes;
import dev.aligner.trainer.report.Charts;
import dev.aligner.trainer.report.HtmlPage;
import dev.aligner.trainer.report.Picture;
import dev.aligner.trainer.report.Points;
import dev.aligner.trainer.report.Table;
import dev.aligner.trainer.statistics.Trend;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Steering for readers and for plots. */
record SteerReport(Steered steered) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** {@code steer.json}, {@code .md}, {@code .html} and two PNG files. */
    void write(Path directory) {
        Picture edits = picture(
                "Edit ratio", "mean edit ratio", point -> point.measured().editRatio());
        Picture fluency = picture(
                "Perplexity",
                "of the outputs, under the untuned base",
                point -> point.measured().perplexity());
        edits.write(directory.resolve("edits.png"));
        fluency.write(directory.resolve("perplexity.png"));
        AtomicFile.write(directory.resolve("steer.json"), JSON.writeValueAsBytes(steered));
        AtomicFile.write(
                directory.resolve("steer.md"),
                "# Steering\n\n" + meaning() + "\n\n" + table().markdown() + "\n" + trends().markdown());
        HtmlPage.titled("Steering")
                .paragraph(meaning())
                .table(table())
                .table(trends())
                .picture(edits)
                .picture(fluency)
                .write(directory.resolve("steer.html"));
    }

    private String meaning() {
        return String.format(
                Locale.ROOT,
                "Vectors behind layers %d to %d, from %d states of correcting and %d of copying (%s); %d cases of %s, split"
                        + " %s. Every change is made, whatever its margin.",
                steered.from(),
                steered.to(),
                steered.correcting(),
                steered.copying(),
                String.join(", ", steered.contrast()),
                steered.cases(),
                String.join(", ", steered.data()),
                steered.split());
    }

    Table table() {
        Table.Builder table = Table.of(
                "direction",
                "scale",
                "edit ratio",
                "changed %",
                "kept %",
                "fixed %",
                "length",
                "perplexity",
                "degenerate %");
        for (SteerPoint point : steered.points()) {
            SweepPoint measured = point.measured();
            table.row(
                    point.direction(),
                    point.scale(),
                    number("%.3f", measured.editRatio()),
                    number("%.1f", 100 * measured.changed()),
                    SweepReport.text(measured.kept()),
                    SweepReport.text(measured.fixed()),
                    number("%.3f", measured.lengthRatio()),
                    number("%.1f", measured.perplexity()),
                    number("%.1f", 100 * measured.degenerate()));
        }
        return table.build();
    }

    Table trends() {
        Table.Builder table = Table.of("direction", "Spearman", "R squared");
        for (String direction : steered.directions()) {
            Trend trend = steered.trend(direction);
            table.row(direction, number("%.2f", trend.ranks()), number("%.2f", trend.straight()));
        }
        return table.build();
    }

    private Picture picture(String title, String y, ToDoubleFunction<SteerPoint> value) {
        List<Points> lines = steered.directions().stream()
                .map(direction -> new Points(
                        direction,
                        steered.along(direction).stream()
                                .mapToDouble(SteerPoint::scale)
                                .toArray(),
                        steered.along(direction).stream().mapToDouble(value).toArray()))
                .toList();
        return Charts.lines(Axes.of(title, "scale", y), lines);
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
