package dev.aligner.core.template;

import java.util.Objects;

/**
 * A stretch of prompt text. The pieces of a prompt, joined, are its text; where they come from decides how they are
 * tokenised: {@link Markup} may hold the model's control tokens, {@link Data} never can, whatever it says.
 */
public sealed interface PromptPiece {
    String text();

    /** Written by the template. */
    record Markup(String text) implements PromptPiece {
        public Markup {
            Objects.requireNonNull(text, "text");
        }
    }

    /** Written by a user or a model: question, answer, instruction. */
    record Data(String text) implements PromptPiece {
        public Data {
            Objects.requireNonNull(text, "text");
        }
    }

    static PromptPiece markup(String text) {
        return new Markup(text);
    }

    static PromptPiece data(String text) {
        return new Data(text);
    }
}
