package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of a run that has prompts answered and the answers corrected; a picocli mixin. */
final class SampleOptions {
    /** In the output directory: all that was asked of the models. */
    static final String JOURNAL = "samples.jsonl";

    @Mixin
    private final PolicyOptions policyOptions = new PolicyOptions();

    @Mixin
    private final CorrectionOptions correctionOptions = new CorrectionOptions();

    @Option(
            names = "--prompts",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "JSONL with question, messages or prompt, and if wanted answer and instruction; or plain text,"
                            + " a prompt a line.")
    @SuppressWarnings("NullAway.Init")
    private List<Path> promptFiles;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Where the samples and the rows go; a run that was stopped goes on from what is there.")
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Option(names = "--seed", defaultValue = "42", description = "Of the answers (default: ${DEFAULT-VALUE}).")
    private long seed;

    Path directory() {
        return directory;
    }

    /**
     * Asks what has not been asked yet.
     *
     * @return the samples of these prompts, in their order, and where they come from
     * @throws IllegalArgumentException if the options contradict each other
     * @throws AlignerException if a file or a model is not as it should be
     */
    Samples sample(PrintWriter out) {
        List<Prompt> prompts = PromptFile.read(promptFiles);
        boolean given = prompts.stream().allMatch(prompt -> prompt.answer() != null);
        int inFlight = 2 * policyOptions.slots();
        try (Policy policy = policyOptions.open(given);
                Corrections corrections = correctionOptions.open(inFlight);
                Journal<Outcome> journal = Journal.open(
                        directory.resolve(JOURNAL),
                        new OutcomeFormat(),
                        new Origin(policy.name(), corrections.name(), seed))) {
            Progress<Outcome> progress =
                    Progress.of(out, "prompts", prompts.stream().map(Prompt::key), journal);
            List<Outcome> outcomes = new Sampler(policy, corrections, policyOptions.sampling(), new InOrder(inFlight))
                    .run(prompts, journal, progress);
            return new Samples(journal.origin(), outcomes);
        }
    }

    /** What was sampled. */
    record Samples(Origin origin, List<Outcome> outcomes) {}
}
