package dev.aligner.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;

/** How long to train; in a recipe one of {@code {epochs: 3}}, {@code {steps: 500}}, {@code {tokens: 2000000}}, {@code {minutes: 20}}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Budget.Epochs.class, name = "epochs"),
    @JsonSubTypes.Type(value = Budget.Steps.class, name = "steps"),
    @JsonSubTypes.Type(value = Budget.Tokens.class, name = "tokens"),
    @JsonSubTypes.Type(value = Budget.Minutes.class, name = "minutes")
})
public sealed interface Budget {

    /** Passes over the data. */
    record Epochs(@JsonValue double epochs) implements Budget {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public Epochs {
            Check.that(epochs > 0 && epochs <= 1e6, "budget.epochs", epochs, "above 0, at most 1000000");
        }
    }

    /** Moves of the parameters. */
    record Steps(@JsonValue long steps) implements Budget {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public Steps {
            Check.that(steps >= 1, "budget.steps", steps, ">= 1");
        }
    }

    /** Tokens of prompts and targets, without padding. */
    record Tokens(@JsonValue long tokens) implements Budget {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public Tokens {
            Check.that(tokens >= 1, "budget.tokens", tokens, ">= 1");
        }
    }

    /**
     * Time spent training, evaluation and checkpoints included, pauses between a stop and its resumption not. The
     * learning rate then follows the clock, so such a run cannot be repeated bit by bit.
     */
    record Minutes(@JsonValue double minutes) implements Budget {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public Minutes {
            Check.that(minutes > 0 && minutes <= 1e6, "budget.minutes", minutes, "above 0, at most 1000000");
        }
    }
}
