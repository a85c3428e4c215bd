package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import java.util.concurrent.CompletableFuture;

/** The policy of prompts that bring their answers: it is never asked. */
record GivenAnswers() implements Policy {
    @Override
    public ModelName name() {
        return new ModelName("given", null);
    }

    @Override
    public CompletableFuture<Answer> answer(Question question, Sampling sampling) {
        return CompletableFuture.failedFuture(
                AlignerException.of(ErrorCode.UNKNOWN_MODEL, "prompts: one without an answer, and no policy to ask"));
    }

    @Override
    public void close() {
        // nothing is open
    }
}
