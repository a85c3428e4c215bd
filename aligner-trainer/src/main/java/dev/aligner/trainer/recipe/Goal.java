package dev.aligner.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What is learned from the rows, with the objective's own numbers. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Goal.Sft.class, name = "sft"),
    @JsonSubTypes.Type(value = Goal.Dpo.class, name = "dpo"),
    @JsonSubTypes.Type(value = Goal.D2o.class, name = "d2o"),
    @JsonSubTypes.Type(value = Goal.Ift.class, name = "ift")
})
public sealed interface Goal {

    /** As a recipe spells it. */
    @JsonIgnore
    String name();

    /** Whether rows have an answer and its correction, and nothing else is learned. */
    @JsonIgnore
    default boolean learnsCorrections() {
        return this instanceof Sft || this instanceof Ift;
    }

    /** Residual supervised fine-tuning (Aligner): the correction's tokens and its end. */
    record Sft() implements Goal {
        @Override
        public String name() {
            return "sft";
        }
    }

    /**
     * Direct preference optimisation (Rafailov et al. 2023) of the correction over the answer, or of {@code chosen}
     * over {@code rejected}.
     *
     * @param role whose preference it is
     */
    record Dpo(double beta, TextLength length, Reference reference, Role role) implements Goal {
        public Dpo {
            Check.that(beta > 0 && beta <= 100, "objective.beta", beta, "above 0, at most 100");
        }

        @Override
        public String name() {
            return "dpo";
        }
    }

    /** Who is trained. */
    enum Role {
        /** A corrector: rows of question, answer and correction; given the answer, the correction is preferred to it. */
        @JsonProperty("corrector")
        CORRECTOR,
        /** A model that answers: rows of question, chosen and rejected. */
        @JsonProperty("policy")
        POLICY
    }

    /** How the log-probabilities of a text's tokens become the text's own. */
    enum TextLength {
        /** Added up, as the papers write it. */
        @JsonProperty("sum")
        SUM,
        /** Their mean: long texts do not count for more. */
        @JsonProperty("mean")
        MEAN
    }

    /** When the reference model's log-probabilities are computed. */
    enum Reference {
        /** For all pairs before the first step: one pass over the data, then nothing. */
        @JsonProperty("once")
        ONCE,
        /** With each step: half a step more, for a run shorter than an epoch. */
        @JsonProperty("per_step")
        PER_STEP
    }

    /**
     * Distributional dispreference optimisation (Duan et al. 2024, eq. 3), from negatives alone.
     *
     * @param samples self-samples drawn for each negative, K
     * @param temperature of the self-samples
     * @param sampleTokens at most so many tokens each
     * @param refreshEvery steps after which the model that draws them is replaced by the trained one
     * @param harmful the reference in the denominator of the self-samples
     * @param helpful the reference in the denominator of the negative
     */
    record D2o(
            double alpha,
            double beta,
            int samples,
            TextLength length,
            double temperature,
            int sampleTokens,
            int refreshEvery,
            Following harmful,
            Following helpful)
            implements Goal {
        public D2o {
            Check.that(alpha > 0 && alpha <= 100, "objective.alpha", alpha, "above 0, at most 100");
            Check.that(beta > 0 && beta <= 100, "objective.beta", beta, "above 0, at most 100");
            Check.that(samples >= 1 && samples <= 64, "objective.samples", samples, "1..64");
            Check.that(temperature > 0 && temperature <= 2, "objective.temperature", temperature, "above 0, at most 2");
            Check.that(sampleTokens >= 1 && sampleTokens <= 4096, "objective.sample_tokens", sampleTokens, "1..4096");
            Check.that(refreshEvery >= 1, "objective.refresh_every", refreshEvery, ">= 1");
        }

        @Override
        public String name() {
            return "d2o";
        }
    }

    /**
     * A reference that follows what is trained: every so many steps {@code reference = decay * reference + (1 - decay)
     * * trained}.
     *
     * @param decay 1 never moves
     */
    record Following(int every, double decay) {
        public Following {
            Check.that(every >= 1, "every", every, ">= 1");
            Check.that(decay >= 0 && decay <= 1, "decay", decay, "0..1");
        }
    }

    /**
     * Intuitive fine-tuning (Hua et al. 2024).
     *
     * @param lambda share of the model's own guess in its input
     * @param gamma how far later losses reach back; 0 weighs all tokens alike
     */
    record Ift(double lambda, double gamma) implements Goal {
        public Ift {
            Check.that(lambda >= 0 && lambda <= 1, "objective.lambda", lambda, "0..1");
            Check.that(gamma >= 0 && gamma <= 1, "objective.gamma", gamma, "0..1");
        }

        @Override
        public String name() {
            return "ift";
        }
    }
}
