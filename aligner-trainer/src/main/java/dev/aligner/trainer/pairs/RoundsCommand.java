package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A local policy that learns from a corrector, round after round (arXiv 2402.02416, multi-round DPO). */
@Command(
        name = "rounds",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Round after round a local policy answers, a corrector corrects, and DPO with low-rank adapters on"
                        + " the pairs gives the next policy. Stopped and started again it goes on.")
public final class RoundsCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Rounds (default: ${DEFAULT-VALUE}, as in the paper).")
    private int rounds;

    @Option(
            names = "--prompts",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "To learn from: rows with question, messages or prompt, or a .txt file with one a line.")
    @SuppressWarnings("NullAway.Init")
    private List<Path> promptFiles;

    @Option(
            names = "--held-out",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "To measure with; must have no prompt in common.")
    @SuppressWarnings("NullAway.Init")
    private List<Path> heldOutFiles;

    @Mixin
    private final PolicyOptions policyOptions = new PolicyOptions();

    @Mixin
    private final CorrectionOptions correctionOptions = new CorrectionOptions();

    @Mixin
    private final FilterOptions filters = new FilterOptions();

    @Option(names = "--rank", defaultValue = "16", description = "Of the adapters (default: ${DEFAULT-VALUE}).")
    private int rank;

    @Option(names = "--alpha", defaultValue = "32", description = "Of the adapters (default: ${DEFAULT-VALUE}).")
    private double alpha;

    @Option(names = "--learning-rate", defaultValue = "1e-4", description = "Default: ${DEFAULT-VALUE}.")
    private double learningRate;

    @Option(names = "--beta", defaultValue = "0.1", description = "Of DPO (default: ${DEFAULT-VALUE}).")
    private double beta;

    @Option(names = "--batch-pairs", defaultValue = "8", description = "Of one step (default: ${DEFAULT-VALUE}).")
    private int batchPairs;

    @Option(names = "--epochs", defaultValue = "1", description = "Over a round's pairs (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--max-pair-tokens",
            defaultValue = "512",
            description = "Question and answer together; longer pairs are left out (default: ${DEFAULT-VALUE}).")
    private int maxTokens;

    @Option(names = "--seed", defaultValue = "42", description = "Of everything (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Rounds, curves and adapters.")
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            if (rounds < 1) {
                throw new IllegalArgumentException("--rounds: " + rounds + " (expected: >= 1)");
            }
            List<Prompt> training = PromptFile.read(promptFiles);
            List<Prompt> heldOut = PromptFile.read(heldOutFiles);
            checkApart(training, heldOut);
            Filter filter = filters.filter(Filter.Unchanged.SKIP);
            int inFlight = 2 * policyOptions.slots();
            int threads = Runtime.getRuntime().availableProcessors();
            DpoLearner.Settings settings =
                    new DpoLearner.Settings(rank, alpha, learningRate, beta, batchPairs, epochs, maxTokens);
            try (Corrections corrections = correctionOptions.open(inFlight);
                    DpoLearner learner = new DpoLearner(policyOptions.local(), settings, threads, seed)) {
                List<Measured> measured = new Rounds(
                                policyOptions::openLocal,
                                corrections,
                                learner,
                                training,
                                heldOut,
                                policyOptions.sampling(),
                                filter,
                                new InOrder(inFlight),
                                seed)
                        .run(rounds, directory, out);
                RoundsReport.write(measured, directory);
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static void checkApart(List<Prompt> training, List<Prompt> heldOut) {
        Set<String> known = new HashSet<>();
        training.forEach(prompt -> known.add(prompt.key()));
        long common =
                heldOut.stream().filter(prompt -> known.contains(prompt.key())).count();
        if (common > 0) {
            throw AlignerException.invalidField(
                    "held-out", "held-out: " + common + " prompts are learned from too (expected: none)");
        }
    }
}
