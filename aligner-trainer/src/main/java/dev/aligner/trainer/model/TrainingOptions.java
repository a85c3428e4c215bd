package dev.aligner.trainer.model;

import dev.aligner.engine.model.Precision;

/**
 * How a model is trained.
 *
 * @param precision {@link Precision#FLOAT32}, bit-exact again on a processor with the same number of threads; or {@link
 *     Precision#BFLOAT16}: matrix products in bfloat16; parameters, optimiser, norms and log-probabilities in float32
 * @param device where it computes
 * @param threads processors that an operation may use, where that is the processor
 * @param seed of the adapters' first values
 */
public record TrainingOptions(Precision precision, Device device, int threads, long seed) {

    /** Where a model computes. */
    public enum Device {
        CPU,
        /** The first GPU. The native libraries in this build are those of the processor; see the documentation. */
        CUDA
    }

    public TrainingOptions {
        if (precision != Precision.FLOAT32 && precision != Precision.BFLOAT16) {
            throw new IllegalArgumentException(
                    "precision: " + precision.wireName() + " (expected: float32 or bfloat16)");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: >= 1)");
        }
    }
}
