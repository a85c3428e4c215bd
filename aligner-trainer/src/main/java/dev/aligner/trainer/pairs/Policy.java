package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import java.util.concurrent.CompletableFuture;

/** A model that answers: the one whose answers are corrected, and that learns from the corrections. */
interface Policy extends AutoCloseable {
    ModelName name();

    /**
     * Starts an answer; several may be under way at once.
     *
     * @return fails with {@link AlignerException}: TOO_LARGE or INVALID_FIELD where only this question is at fault
     */
    CompletableFuture<Answer> answer(Question question, Sampling sampling);

    @Override
    void close();

    /**
     * What a policy wrote.
     *
     * @param cutOff whether it was stopped by the greatest number of tokens rather than by its own end
     */
    record Answer(String text, boolean cutOff) {}
}
