package dev.aligner.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which parameters move. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Trained.Lora.class, name = "lora"),
    @JsonSubTypes.Type(value = Trained.Full.class, name = "full")
})
public sealed interface Trained {

    /**
     * Two small matrices beside each target: W x + (alpha / rank) B (A x) (Hu et al. 2021).
     *
     * @param rank 1..64
     * @param from an adapter of this rank, scale and targets that training goes on from; without one the new adapter changes nothing at first
     */
    record Lora(int rank, double alpha, Set<Target> targets, Optional<Path> from) implements Trained {
        public static final int MAX_RANK = 64;

        public Lora {
            Check.that(rank >= 1 && rank <= MAX_RANK, "trained.rank", rank, "1.." + MAX_RANK);
            Check.that(alpha > 0 && alpha <= 1024, "trained.alpha", alpha, "above 0, at most 1024");
            targets = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(targets));
            Check.that(!targets.isEmpty(), "trained.targets", "empty", "at least one of q, k, v, o, gate, up, down");
        }
    }

    /** All weights. */
    record Full() implements Trained {}

    /** A matrix of each layer. */
    enum Target {
        @JsonProperty("q")
        Q,
        @JsonProperty("k")
        K,
        @JsonProperty("v")
        V,
        @JsonProperty("o")
        O,
        @JsonProperty("gate")
        GATE,
        @JsonProperty("up")
        UP,
        @JsonProperty("down")
        DOWN
    }
}
