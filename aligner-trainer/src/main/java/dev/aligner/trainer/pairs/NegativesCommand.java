package dev.aligner.trainer.pairs;

import dev.aligner.trainer.data.NegativeRow;
import dev.aligner.trainer.data.RowFormat;
import dev.aligner.trainer.data.RowReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The layout of distributional dispreference optimisation (D2O, arXiv 2403.03419). */
@Command(
        name = "negatives",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Draws K answers of the policy itself for each labelled negative. Stopped and started again it goes"
                        + " on from the rows that are there.")
public final class NegativesCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--negatives",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Rows with question (or messages, prompt) and rejected, the answer that should not be given.")
    @SuppressWarnings("NullAway.Init")
    private List<Path> files;

    @Mixin
    private final PolicyOptions policyOptions = new PolicyOptions();

    @Option(
            names = "--samples",
            defaultValue = "11",
            description = "K, answers for each negative (default: ${DEFAULT-VALUE}, as in the paper).")
    private int samples;

    @Option(names = "--seed", defaultValue = "42", description = "Of the answers (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Rows with samples, as JSON lines.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Override
    public void run() {
        if (samples < 1) {
            throw new ParameterException(spec.commandLine(), "--samples: " + samples + " (expected: >= 1)");
        }
        PrintWriter out = spec.commandLine().getOut();
        Map<String, NegativeRow> rows = new LinkedHashMap<>();
        for (Path negatives : files) {
            try (Stream<NegativeRow> read = RowReader.rows(negatives, RowFormat.negatives())) {
                read.forEachOrdered(row -> rows.putIfAbsent(DrawnNegative.key(row), row));
            }
        }
        try (Policy policy = policyOptions.open(false);
                Journal<DrawnNegative> journal =
                        Journal.open(file, DrawnNegative.format(), new Origin(policy.name(), null, seed))) {
            Map<String, Supplier<CompletableFuture<DrawnNegative>>> work = new LinkedHashMap<>();
            rows.forEach((key, row) ->
                    work.put(key, () -> DrawnNegative.draw(row, policy, policyOptions.sampling(), samples, seed)));
            int inFlight = Math.max(1, policyOptions.slots() / samples);
            new InOrder(inFlight).run(work, journal, Progress.of(out, "negatives", rows.keySet().stream(), journal));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
