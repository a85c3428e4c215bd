package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Sampling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Has prompts answered and the answers corrected. What a prompt gets depends on the run's seed and the prompt alone, not
 * on its neighbours or on a restart.
 *
 * @param sampling of the policy; its seed is replaced by the prompt's own
 */
record Sampler(Policy policy, Corrections corrections, Sampling sampling, InOrder order) {

    /**
     * Asks what the journal does not hold yet, and writes it down in the prompts' order.
     *
     * @param written told of each new outcome
     * @return the outcomes of all prompts, in their order
     * @throws AlignerException if a model fails; what was done until then is in the journal
     */
    List<Outcome> run(List<Prompt> prompts, Journal<Outcome> journal, Consumer<Outcome> written) {
        Map<String, Supplier<CompletableFuture<Outcome>>> work = new LinkedHashMap<>();
        prompts.forEach(prompt ->
                work.put(prompt.key(), () -> sample(prompt, journal.origin().seed())));
        order.run(work, journal, written);
        return journal.entries(work.keySet());
    }

    private CompletableFuture<Outcome> sample(Prompt prompt, long runSeed) {
        CompletableFuture<Policy.Answer> answer = prompt.answer() == null
                ? policy.answer(prompt.question(), seeded(sampling, prompt.seed(runSeed, 0)))
                : CompletableFuture.completedFuture(new Policy.Answer(prompt.answer(), false));
        return answer.thenCompose(text -> corrections
                        .correct(prompt.question(), text.text(), prompt.instruction())
                        .<Outcome>thenApply(corrected -> new Outcome.Sampled(prompt, text, corrected)))
                .exceptionally(error -> refused(prompt, error));
    }

    private static Outcome refused(Prompt prompt, Throwable error) {
        Throwable cause = InOrder.cause(error);
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
}
