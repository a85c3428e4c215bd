package dev.aligner.trainer.evaluate;

import org.jspecify.annotations.Nullable;

/**
 * What a corrector made of a case.
 *
 * @param action the corrector's own word for what it did, or null
 * @param reason why it left the answer alone, or null
 * @param margin by how much more probable the model finds it than the unchanged answer, nats; null if it was not weighed
 */
record Output(
        String correction,
        @Nullable String action,
        @Nullable String reason,
        @Nullable Double margin) {}
