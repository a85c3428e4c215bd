package dev.aligner.trainer.evaluate;

import dev.aligner.trainer.file.AtomicFile;
import dev.aligner.trainer.report.Axes;
import dev.aligner.trainer.report.Charts;
import dev.aligner.trainer.report.HtmlPage;
import dev.aligner.trainer.report.Picture;
import dev.aligner.trainer.report.Points;
import dev.aligner.trainer.report.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calibrations for readers and for plots.
 *
 * @param maxTouched the share of good answers that may be touched
 * @param calibrations by kind of request: plain, instructed
 */
record CalibrationReport(List<String> data, String split, double maxTouched, Map<String, Calibration> calibrations) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** {@code calibration.json}, {@code .csv}, {@code .md}, {@code .html} and two PNG files. */
    void write(Path directory) {
        Picture trade = tradeOff();
        Picture margins = byMargin();
        trade.write(directory.resolve("trade-off.png"));
        margins.write(directory.resolve("margins.png"));
        AtomicFile.write(directory.resolve("calibration.json"), JSON.writeValueAsBytes(this));
        AtomicFile.write(directory.resolve("calibration.csv"), csv());
        AtomicFile.write(
                directory.resolve("calibration.md"), ("# Calibration\n\n" + meaning() + "\n\n" + table().markdown()));
        HtmlPage.titled("Calibration")
                .paragraph(meaning())
                .table(table())
                .picture(trade)
                .picture(margins)
                .write(directory.resolve("calibration.html"));
    }

    private String meaning() {
        return "The least margin, log P(correction) - log P(unchanged) in nats, at which at most "
                + percent(maxTouched) + " % of good answers are touched; " + String.join(", ", data) + ", split "
                + split
                + ". The bound is the largest share that such a count allows with 95 % confidence.";
    }

    Table table() {
        Table.Builder table = Table.of(
                "requests",
                "least margin",
                "good",
                "touched",
                "touched %",
                "bound %",
                "others",
                "fixed %",
                "ungated %");
        calibrations.forEach((kind, one) -> table.row(
                kind,
                String.format(Locale.ROOT, "%.2f", one.least()),
                one.good(),
                one.touched(),
                percent((double) one.touched() / one.good()),
                percent(one.touchedBound()),
                one.others(),
                one.others() == 0 ? "-" : percent((double) one.fixed() / one.others()),
                one.others() == 0 ? "-" : percent((double) one.fixedUngated() / one.others())));
        return table.build();
    }

    private String csv() {
        StringBuilder csv = new StringBuilder("requests,margin,touched,fixed\n");
        calibrations.forEach((kind, one) -> one.curve()
                .forEach(point -> csv.append(String.format(
                        Locale.ROOT, "%s,%.6f,%.6f,%.6f\n", kind, point.margin(), point.touched(), point.fixed()))));
        return csv.toString();
    }

    private Picture tradeOff() {
        List<Points> lines = new ArrayList<>();
        calibrations.forEach((kind, one) -> lines.add(new Points(
                kind, values(one, point -> 100 * point.touched()), values(one, point -> 100 * point.fixed()))));
        return Charts.lines(Axes.of("Trade-off", "good answers touched, per cent", "others fixed, per cent"), lines);
    }

    private Picture byMargin() {
        List<Points> lines = new ArrayList<>();
        calibrations.forEach((kind, one) -> {
            double[] margins = values(one, Calibration.Point::margin);
            lines.add(new Points(kind + ": touched", margins, values(one, point -> 100 * point.touched())));
            lines.add(new Points(kind + ": fixed", margins, values(one, point -> 100 * point.fixed())));
        });
        return Charts.lines(Axes.of("By least margin", "least margin, nats", "per cent"), lines);
    }

    private static double[] values(Calibration one, ToDoubleFunction<Calibration.Point> value) {
        return one.curve().stream().mapToDouble(value).toArray();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f", 100 * share);
    }
}
