package dev.aligner.trainer.model;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of a model is trained. */
public sealed interface Trainable {

    /** Every weight: embedding, matrices, norms and biases. */
    record Full() implements Trainable {}

    /**
     * Low-rank adapters (Hu et al. 2021): {@code y = W x + alpha / rank * B (A x)} with W frozen. A starts as PEFT starts
     * it, uniform in plus or minus {@code 1 / sqrt(columns)}; B starts at zero, so that the model starts as the base.
     *
     * @param rank rows of A and columns of B, 1..64
     * @param alpha above 0
     * @param targets the products that get an adapter, in every layer
     * @param from an adapter of the same rank, scale and targets to start as; null for a new one
     */
    record Lora(
            int rank,
            double alpha,
            Set<Projection> targets,
            @Nullable Path from) implements Trainable {
        /** As far as an adapter stays small. */
        public static final int MAX_RANK = 64;

        public Lora {
            if (rank < 1 || rank > MAX_RANK) {
                throw new IllegalArgumentException("rank: " + rank + " (expected: 1.." + MAX_RANK + ")");
            }
            if (!(alpha > 0 && Double.isFinite(alpha))) {
                throw new IllegalArgumentException("alpha: " + alpha + " (expected: above 0)");
            }
            if (targets.isEmpty()) {
                throw new IllegalArgumentException(
                        "targets: none (expected: some of " + EnumSet.allOf(Projection.class) + ")");
            }
            targets = Set.copyOf(targets);
        }

        /** Adapters on every product of every layer. */
        public static Lora everywhere(int rank, double alpha) {
            return new Lora(rank, alpha, EnumSet.allOf(Projection.class), null);
        }
    }
}
