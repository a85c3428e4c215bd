package dev.aligner.trainer.pairs;

import dev.aligner.trainer.file.AtomicFile;
import dev.aligner.trainer.report.Axes;
import dev.aligner.trainer.report.Charts;
import dev.aligner.trainer.report.Points;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The curve over rounds, as numbers and as pictures. */
final class RoundsReport {
    private RoundsReport() {}

    /** Writes {@code rounds.json}, {@code rounds.csv}, {@code rounds.png} and {@code drift.png}. */
    static void write(List<Measured> rounds, Path directory) {
        String json = rounds.stream().map(Measured::json).collect(Collectors.joining(",\n", "[\n", "\n]\n"));
        AtomicFile.write(directory.resolve("rounds.json"), json);
        AtomicFile.write(directory.resolve("rounds.csv"), csv(rounds));
        Charts.lines(
                        Axes.of("Policies that learn from a corrector", "round", "share of held-out answers"),
                        List.of(
                                points("left unchanged by the corrector", rounds, Measured::unchanged),
                                points("cut off", rounds, Measured::cutOff),
                                points("edit ratio", rounds, Measured::editRatio)))
                .write(directory.resolve("rounds.png"));
        Charts.lines(
                        Axes.of("Drift from the first policy", "round", "nats per token"),
                        List.of(points("drift", rounds, Measured::driftPerToken)))
                .write(directory.resolve("drift.png"));
    }

    private static Points points(String name, List<Measured> rounds, ToDoubleFunction<Measured> value) {
        return new Points(
                name,
                rounds.stream().mapToDouble(Measured::round).toArray(),
                rounds.stream().mapToDouble(value).toArray());
    }

    private static String csv(List<Measured> rounds) {
        return rounds.stream()
                .map(round -> String.format(
                        Locale.ROOT,
                        "%d,%d,%.6f,%.6f,%.6f,%.2f,%.6f,%.6f,%.6f%n",
                        round.round(),
                        round.answers(),
                        round.unchanged(),
                        round.editRatio(),
                        round.margin(),
                        round.characters(),
                        round.cutOff(),
                        round.drift(),
                        round.driftPerToken()))
                .collect(Collectors.joining(
                        "",
                        "round,answers,unchanged,edit_ratio,margin,characters,cut_off,drift_nats,drift_nats_per_token\n",
                        ""));
    }
}
