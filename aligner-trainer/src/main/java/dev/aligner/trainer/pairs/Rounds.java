package dev.aligner.trainer.pairs;

import dev.aligner.core.Sampling;
import dev.aligner.trainer.file.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Multi-round preference learning from a corrector (arXiv 2402.02416, multi-round RLHF/DPO): policy k answers, the
 * corrector corrects, the pairs are on the policy's own distribution, and DPO on them gives policy k+1.
 *
 * <pre>
 * DIRECTORY/round-00/measured.json, held-out.jsonl              the policy as it came
 * DIRECTORY/round-01/samples.jsonl, pairs.jsonl, adapter/ ...   what it wrote, what it learned
 * DIRECTORY/round-01/measured.json, held-out.jsonl              the next policy
 * </pre>
 *
 * A round that was stopped goes on from what its directory holds.
 *
 * @param policies opens the policy with an adapter
 * @param training prompts to learn from, the same in each round
 * @param heldOut prompts to measure with; none of the training ones
 * @param sampling of the policy
 */
record Rounds(
        Policies policies,
        Corrections corrections,
        Learner learner,
        List<Prompt> training,
        List<Prompt> heldOut,
        Sampling sampling,
        Filter filter,
        InOrder order,
        long seed) {

    /** A policy in its several states. */
    interface Policies {
        /** @param adapter null for the policy as it came */
        Policy open(@Nullable Path adapter);
    }

    /** @param rounds at least 1; those that are done already are not done again */
    List<Measured> run(int rounds, Path directory, PrintWriter out) {
        List<Measured> measured = new ArrayList<>();
        @Nullable Path adapter = null;
        for (int round = 0; round <= rounds; round++) {
            Path home = directory.resolve(String.format(Locale.ROOT, "round-%02d", round));
            if (round > 0) {
                adapter = next(round, adapter, home, out);
            }
            Measured now = measure(round, adapter, home, out);
            measured.add(now);
            out.println(now.text());
            out.flush();
        }
        return List.copyOf(measured);
    }

    private Path next(int round, @Nullable Path adapter, Path home, PrintWriter out) {
        try (Policy policy = policies.open(adapter)) {
            // another seed each round: the same draws again would teach the same pairs again
            Origin origin = new Origin(policy.name(), corrections.name(), seed + round);
            List<Outcome> outcomes = sample(policy, training, home.resolve("samples.jsonl"), origin, out);
            Export.write(outcomes, origin, filter, List.of(PreferenceLayout.OWN), home);
            List<Outcome.Sampled> pairs = filter.judge(outcomes).stream()
                    .filter(judged -> judged.verdict() == Verdict.KEPT)
                    .map(judged -> (Outcome.Sampled) judged.outcome())
                    .toList();
            Learner.Learned learned = learner.learn(pairs, home, seed + round);
            out.printf(
                    Locale.ROOT,
                    "round %d: %d pairs of %d answers; loss %s%n",
                    round,
                    pairs.size(),
                    outcomes.size(),
                    learned.losses().isEmpty()
                            ? "none"
                            : String.format(
                                    Locale.ROOT,
                                    "%.3f to %.3f",
                                    learned.losses().get(0),
                                    learned.losses().get(learned.losses().size() - 1)));
            return learned.adapter();
        }
    }

    private List<Outcome> sample(Policy policy, List<Prompt> prompts, Path file, Origin origin, PrintWriter out) {
        try (Journal<Outcome> journal = Journal.open(file, new OutcomeFormat(), origin)) {
            return new Sampler(policy, corrections, sampling, order)
                    .run(
                            prompts,
                            journal,
                            Progress.of(out, "answers", prompts.stream().map(Prompt::key), journal));
        }
    }

    private Measured measure(int round, @Nullable Path adapter, Path home, PrintWriter out) {
        Path file = home.resolve("measured.json");
        if (Files.exists(file)) {
            return read(file);
        }
        try (Policy policy = policies.open(adapter)) {
            // the same draws each round: what differs is the policy
            Origin origin = new Origin(policy.name(), corrections.name(), seed);
            List<Outcome> outcomes = sample(policy, heldOut, home.resolve("held-out.jsonl"), origin, out);
            Measured measured = Measured.of(round, outcomes, learner);
            AtomicFile.write(file, measured.json());
            return measured;
        }
    }

    private static Measured read(Path file) {
        try {
            return Measured.parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
