package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Sampling;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Has prompts answered and the answers corrected, so many at once, and writes the outcomes down in the prompts' order.
 * What a prompt gets depends on the run's seed and the prompt alone, not on its neighbours or on a restart.
 *
 * @param sampling of the policy; its seed is replaced by the prompt's own
 * @param inFlight prompts under way at once, at least 1: enough to fill both models' batches
 */
record Sampler(Policy policy, Corrections corrections, Sampling sampling, int inFlight) {
    Sampler {
        if (inFlight < 1) {
            throw new IllegalArgumentException("inFlight: " + inFlight + " (expected: >= 1)");
        }
    }

    /**
     * Asks what the journal does not hold yet.
     *
     * @param written told of each new outcome
     * @throws AlignerException if a model fails; what was done until then is in the journal
     */
    void run(List<Prompt> prompts, Journal journal, Consumer<Outcome> written) {
        Queue<CompletableFuture<Outcome>> underWay = new ArrayDeque<>();
        for (Prompt prompt : prompts) {
            if (!journal.holds(prompt)) {
                if (underWay.size() == inFlight) {
                    write(underWay.remove(), journal, written);
                }
                underWay.add(start(prompt, journal.origin().seed()));
            }
        }
        while (!underWay.isEmpty()) {
            write(underWay.remove(), journal, written);
        }
    }

    private static void write(CompletableFuture<Outcome> future, Journal journal, Consumer<Outcome> written) {
        Outcome outcome = join(future);
        journal.append(outcome);
        written.accept(outcome);
    }

    private CompletableFuture<Outcome> start(Prompt prompt, long runSeed) {
        CompletableFuture<Policy.Answer> answer = prompt.answer() == null
                ? policy.answer(prompt.question(), seeded(sampling, prompt.seed(runSeed, 0)))
                : CompletableFuture.completedFuture(new Policy.Answer(prompt.answer(), false));
        return answer.thenCompose(text -> corrections
                        .correct(prompt.question(), text.text(), prompt.instruction())
                        .<Outcome>thenApply(corrected -> new Outcome.Sampled(prompt, text, corrected)))
                .exceptionally(error -> refused(prompt, error));
    }

    private static Outcome refused(Prompt prompt, Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof AlignerException known
                && (known.code() == ErrorCode.TOO_LARGE || known.code() == ErrorCode.INVALID_FIELD)) {
            return new Outcome.Refused(prompt, known.code());
        }
        throw new CompletionException(cause);
    }

    static Sampling seeded(Sampling sampling, long seed) {
        return new Sampling(
                sampling.temperature(),
                sampling.topK(),
                sampling.topP(),
                sampling.repetitionPenalty(),
                sampling.frequencyPenalty(),
                seed,
                sampling.maxTokens(),
                sampling.stop());
    }

    /** The result, or the failure as it was thrown. */
    static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof AlignerException known) {
                throw known;
            }
            throw e;
        }
    }
}
