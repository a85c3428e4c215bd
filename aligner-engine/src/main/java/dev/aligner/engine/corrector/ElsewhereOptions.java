package dev.aligner.engine.corrector;

import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.engine.TokenEngine;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What an operator chooses about a corrector whose model runs elsewhere; the model's own {@code aligner.json} says the rest.
 *
 * @param path a folder with {@code tokenizer.json} and what else of the model's folder says how it is prompted, without
 *     its weights; or a whole model, whose weights are then not loaded
 * @param where the model runs, for people
 * @param id the name requests choose it by; null takes the one of {@code aligner.json}, else the folder's
 * @param contextTokens prompt and correction together; at most what the model was trained for, and no more than the engine
 *     elsewhere allows
 * @param weighs whether a change is weighed where {@code aligner.json} asks for a margin; if not, every change is made
 * @param instructions how far a request's instruction is free
 */
public record ElsewhereOptions(
        Path path,
        String where,
        @Nullable String id,
        int contextTokens,
        boolean weighs,
        CorrectionPolicy policy,
        CorrectorOptions.Instructions instructions) {
    public ElsewhereOptions {
        if (contextTokens < CorrectorOptions.LEAST_CONTEXT_TOKENS) {
            throw new IllegalArgumentException("contextTokens: " + contextTokens + " (expected: >= "
                    + CorrectorOptions.LEAST_CONTEXT_TOKENS + ")");
        }
    }

    /** Makes the engine, once the corrector's files are read. */
    @FunctionalInterface
    public interface Opening {
        /**
         * @param tokens what the model reads and writes; closed by the corrector
         * @param contextTokens the most of prompt and output together that is asked for
         * @param scores whether texts are scored as well
         * @throws dev.aligner.core.AlignerException where there can be no such engine
         */
        TokenEngine open(CorrectorTokens tokens, int contextTokens, boolean scores);
    }
}
