package dev.aligner.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Aligner's warm-up: rows that teach to copy first (Ji et al. 2024, section 3: question, answer, answer). A share of
 * the training rows, chosen by the seed, is shown with the answer as its own correction, beside the rows themselves.
 *
 * @param share of the rows; the paper studies 0, 0.02, 0.1, 0.2 and 0.5, and finds 0.2 best
 */
public record Identities(double share, Place place) {
    public Identities {
        Check.that(share >= 0 && share <= 1, "identities.share", share, "0..1");
    }

    /** When identities are shown. */
    public enum Place {
        /** All of them, once, before everything else, as in the paper. */
        @JsonProperty("first")
        FIRST,
        /**
         * Among the other rows in each epoch. The <em>correction</em> is then shown as the answer: a bad answer that is
         * to be copied beside the same one that is to be corrected would teach neither.
         */
        @JsonProperty("mixed")
        MIXED
    }
}
