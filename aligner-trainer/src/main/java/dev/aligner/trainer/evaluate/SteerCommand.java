package dev.aligner.trainer.evaluate;

import dev.aligner.engine.corrector.ModelCorrector;
import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.data.RowFormat;
import dev.aligner.trainer.data.RowReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code steer}: vectors from copying to correcting, and what a corrector does when it is moved along them. */
@Command(
        name = "steer",
        mixinStandardHelpOptions = true,
        description = {
            "Extracts control vectors from a corrector, by a recipe of our own: the mean state where it departs from an"
                    + " answer less the mean state where it copies one, behind each layer.",
            "Writes OUT/steering.safetensors for aligner.json, and measures scale against edits beside random directions of"
                    + " equal length."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "1:failed", "2:the arguments are wrong"})
public final class SteerCommand implements Callable<Integer> {
    private static final String FILE = "steering.safetensors";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private CaseOptions caseOptions = new CaseOptions();

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Directory or file of the model.")
    @SuppressWarnings("NullAway.Init")
    private Path model;

    @Mixin
    private CorrectorOption correctorOption = new CorrectorOption();

    @Option(
            names = "--contrast",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Rows whose answers are watched; those of --data should be others.")
    private List<Path> contrast = List.of();

    @Option(names = "--rows", defaultValue = "400", description = "Of them, at most (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(
            names = "--layers",
            arity = "2",
            paramLabel = "N",
            description = "The first and the last that are steered, from 0 (default: the middle third).")
    private int @Nullable [] layers;

    @Option(
            names = "--scales",
            split = ",",
            defaultValue = "-2,-1,0,1,2",
            paramLabel = "N",
            description = "With commas between (default: ${DEFAULT-VALUE}).")
    private List<Double> scales = List.of();

    @Option(names = "--random", defaultValue = "3", description = "Random directions (default: ${DEFAULT-VALUE}).")
    private int random;

    @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the results go.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Override
    public Integer call() {
        for (double scale : scales) {
            check(Math.abs(scale) <= 4, "--scales: " + scale, "-4..4");
        }
        check(scales.contains(0.0), "--scales: " + scales, "0 among them");
        List<Case> cases = caseOptions.cases();
        PrintWriter progress = spec.commandLine().getErr();
        Contrast found;
        try (ModelCorrector corrector = ModelCorrector.load(correctorOption.of(model))) {
            found = Contrast.of(corrector, watched(), seed);
        }
        progress.println(found.correcting() + " states of correcting, " + found.copying() + " of copying");
        int depth = found.vectors(0, 0).length;
        int from = layers == null ? depth / 3 : layers[0];
        int to = layers == null ? 2 * depth / 3 - 1 : layers[1];
        check(from >= 0 && from <= to && to < depth, "--layers: " + from + " " + to, "of 0 to " + (depth - 1));
        float[][] vectors = found.vectors(from, to);
        Map<String, Path> directions = new LinkedHashMap<>();
        directions.put(Steered.CORRECTING, written(FILE, vectors, from, to));
        for (int i = 1; i <= random; i++) {
            directions.put(
                    "random " + i,
                    written("random-" + i + ".safetensors", Contrast.random(vectors, seed + i), from, to));
        }
        List<Outputs> outputs = new ArrayList<>();
        directions.forEach((name, file) -> outputs.addAll(outputs(name, file, from, to, cases, progress)));
        Steered steered = new Steered(
                contrast.stream()
                        .map(file -> String.valueOf(file.getFileName()))
                        .toList(),
                found.correcting(),
                found.copying(),
                from,
                to,
                IntStream.rangeClosed(from, to)
                        .mapToObj(layer -> Contrast.norm(vectors[layer]))
                        .toList(),
                caseOptions.names(),
                caseOptions.split(),
                cases.size(),
                measured(outputs));
        SteerReport report = new SteerReport(steered);
        report.write(out);
        spec.commandLine().getOut().println(report.table().text());
        spec.commandLine().getOut().println(report.trends().text());
        return ExitCode.OK;
    }

    /** The rows with the smallest keys: a fair sample, and the same one each time. */
    private List<Case> watched() {
        List<CorrectionRow> read = new ArrayList<>();
        for (Path file : contrast) {
            try (Stream<CorrectionRow> all = RowReader.rows(file, RowFormat.corrections(Map.of()))) {
                all.forEach(read::add);
            }
        }
        return Case.of(read.stream(), Integer.MAX_VALUE).stream()
                .sorted(Comparator.comparing(Case::key))
                .limit(rows)
                .toList();
    }

    private Path written(String name, float[][] vectors, int from, int to) {
        Path file = out.resolve(name);
        ControlVectorFile.write(file, vectors, from, to);
        return file;
    }

    private record Outputs(String direction, double scale, Map<Case, Output> outputs) {}

    private List<Outputs> outputs(
            String direction, Path file, int from, int to, List<Case> cases, PrintWriter progress) {
        List<Outputs> found = new ArrayList<>();
        try (ModelCorrector corrector = ModelCorrector.loadSteered(correctorOption.of(model), file, from, to, 4)) {
            for (double scale : scales) {
                if (scale == 0 && !direction.equals(Steered.CORRECTING)) {
                    continue;
                }
                progress.println(direction + ", scale " + scale);
                EngineAnswers answers =
                        EngineAnswers.steered(corrector, correctorOption.concurrency(), "ungated, " + direction, scale);
                Path directory = out.resolve(String.format(Locale.ROOT, "%s-%s", direction.replace(' ', '-'), scale));
                found.add(new Outputs(direction, scale, new Run(answers, directory, progress).outputs(cases)));
            }
        }
        return found;
    }

    private List<SteerPoint> measured(List<Outputs> outputs) {
        try (ModelCorrector base = ModelCorrector.load(correctorOption.untuned(model))) {
            TextScores scores = new TextScores(base, correctorOption.concurrency());
            return outputs.stream()
                    .map(each -> {
                        StrengthOutputs texts = new StrengthOutputs(1, each.outputs(), Map.of());
                        return new SteerPoint(
                                each.direction(),
                                each.scale(),
                                SweepPoint.of(texts, scores.perplexity(texts.texts()), seed));
                    })
                    .toList();
        }
    }

    private void check(boolean holds, String found, String expected) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), found + " (expected: " + expected + ")");
        }
    }
}
