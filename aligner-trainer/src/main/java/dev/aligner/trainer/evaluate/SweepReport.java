package dev.aligner.trainer.evaluate;

import dev.aligner.trainer.file.AtomicFile;
import dev.aligner.trainer.report.Axes;
import dev.aligner.trainer.report.Charts;
import dev.aligner.trainer.report.HtmlPage;
import dev.aligner.trainer.report.Picture;
import dev.aligner.trainer.report.Points;
import dev.aligner.trainer.report.Table;
import dev.aligner.trainer.statistics.Interval;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A sweep for readers and for plots. */
record SweepReport(Sweep sweep) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final String STRENGTH = "strength";

    /** {@code sweep.json}, {@code .md}, {@code .html} and three PNG files. */
    void write(Path directory) {
        Picture reward = Charts.lines(
                Axes.of("What is kept and fixed", STRENGTH, "per cent"),
                List.of(
                        line("kept", point -> percent(point.kept())),
                        line("fixed", point -> percent(point.fixed())),
                        line("harmonic mean", point -> 100 * point.reward())));
        Picture change = Charts.lines(
                Axes.of("How much is changed", STRENGTH, "edit ratio, and share of answers"),
                List.of(line("edit ratio", SweepPoint::editRatio), line("answers changed", SweepPoint::changed)));
        Picture divergence = Charts.lines(
                Axes.of("Divergence from the reference", STRENGTH, "nats a token"),
                List.of(line("KL", SweepPoint::divergence)));
        reward.write(directory.resolve("reward.png"));
        change.write(directory.resolve("change.png"));
        divergence.write(directory.resolve("divergence.png"));
        AtomicFile.write(directory.resolve("sweep.json"), JSON.writeValueAsBytes(sweep));
        AtomicFile.write(
                directory.resolve("sweep.md"),
                "# Strengths\n\n" + meaning() + "\n\n" + table(sweep).markdown() + "\n" + sweep.advice() + "\n");
        HtmlPage.titled("Strengths")
                .paragraph(meaning())
                .table(table(sweep))
                .paragraph(sweep.advice())
                .picture(reward)
                .picture(change)
                .picture(divergence)
                .write(directory.resolve("sweep.html"));
    }

    private String meaning() {
        CopyRate copies = sweep.copies();
        return String.format(
                Locale.ROOT,
                "%d cases of %s, split %s. The reference by itself repeats %d of %d answers token by token, %.1f %% [%.1f,"
                        + " %.1f]; of the good ones %d of %d. The answers have perplexity %.1f under the untuned base.",
                sweep.cases(),
                String.join(", ", sweep.data()),
                sweep.split(),
                copies.copied(),
                copies.answers(),
                100 * copies.share(),
                100 * copies.low(),
                100 * copies.high(),
                copies.goodCopied(),
                copies.good(),
                sweep.answerPerplexity());
    }

    static Table table(Sweep sweep) {
        Table.Builder table = Table.of(
                STRENGTH,
                "kept",
                "fixed",
                "made safe",
                "harmonic mean",
                "changed",
                "edit ratio",
                "length",
                "KL a token",
                "perplexity",
                "degenerate");
        for (SweepPoint point : sweep.points()) {
            table.row(
                    point.strength(),
                    text(point.kept()),
                    text(point.fixed()),
                    text(point.madeSafe()),
                    number("%.1f", 100 * point.reward()),
                    number("%.1f", 100 * point.changed()),
                    number("%.3f", point.editRatio()),
                    number("%.3f", point.lengthRatio()),
                    number("%.4f", point.divergence()),
                    number("%.1f", point.perplexity()),
                    number("%.1f", 100 * point.degenerate()));
        }
        return table.build();
    }

    private Points line(String name, ToDoubleFunction<SweepPoint> value) {
        return new Points(
                name,
                sweep.points().stream().mapToDouble(SweepPoint::strength).toArray(),
                sweep.points().stream().mapToDouble(value).toArray());
    }

    private static double percent(@Nullable Interval interval) {
        return interval == null ? Double.NaN : 100 * interval.value();
    }

    static String text(@Nullable Interval interval) {
        return interval == null
                ? "-"
                : String.format(
                        Locale.ROOT,
                        "%.1f [%.1f, %.1f]",
                        100 * interval.value(),
                        100 * interval.low(),
                        100 * interval.high());
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
