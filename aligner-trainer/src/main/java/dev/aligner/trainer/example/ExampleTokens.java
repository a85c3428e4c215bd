package dev.aligner.trainer.example;

import dev.aligner.core.template.PromptInput;
import dev.aligner.engine.corrector.CorrectorTokens;
import dev.aligner.engine.decode.TokenBytes;

/** What examples are made of: a corrector's template and tokenizer. */
public interface ExampleTokens {
    /**
     * Ids of the prompt that asks for a correction.
     *
     * @throws dev.aligner.core.AlignerException INVALID_FIELD where the template has no place for the instruction or a
     *     turn's role
     */
    int[] prompt(PromptInput input);

    /** Ids of a correction without the white space around it, the end token last. */
    int[] target(String correction);

    /** What each token adds to a text. */
    TokenBytes bytes();

    /** Those of serving. The caller still closes {@code tokens}, after the last example. */
    static ExampleTokens of(CorrectorTokens tokens) {
        return new ExampleTokens() {
            @Override
            public int[] prompt(PromptInput input) {
                return tokens.prompt(input);
            }

            @Override
            public int[] target(String correction) {
                return tokens.target(correction);
            }

            @Override
            public TokenBytes bytes() {
                return tokens.tokenBytes();
            }
        };
    }
}
