package dev.aligner.trainer.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a corrector did when it was steered so far.
 *
 * @param direction {@code correcting}, or {@code random N}
 */
record SteerPoint(
        String direction,
        double scale,
        @JsonProperty("measured") SweepPoint measured) {}
