package dev.aligner.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How gradients move parameters. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Optimiser.AdamW.class, name = "adamw"),
    @JsonSubTypes.Type(value = Optimiser.RmsProp.class, name = "rmsprop")
})
public sealed interface Optimiser {

    /**
     * Loshchilov and Hutter 2019.
     *
     * @param weightDecay of matrices; norms and biases do not decay
     */
    record AdamW(double beta1, double beta2, double epsilon, double weightDecay) implements Optimiser {
        public AdamW {
            Check.that(beta1 >= 0 && beta1 < 1, "optimiser.beta1", beta1, "0 or more, below 1");
            Check.that(beta2 >= 0 && beta2 < 1, "optimiser.beta2", beta2, "0 or more, below 1");
            Check.that(epsilon > 0 && epsilon <= 1, "optimiser.epsilon", epsilon, "above 0, at most 1");
            Check.that(weightDecay >= 0 && weightDecay <= 1, "optimiser.weight_decay", weightDecay, "0..1");
        }
    }

    /** Without momentum; what IFT was published with. */
    record RmsProp(double decay, double epsilon) implements Optimiser {
        public RmsProp {
            Check.that(decay >= 0 && decay < 1, "optimiser.decay", decay, "0 or more, below 1");
            Check.that(epsilon > 0 && epsilon <= 1, "optimiser.epsilon", epsilon, "above 0, at most 1");
        }
    }
}
