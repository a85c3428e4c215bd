package dev.aligner.trainer.recipe;

/**
 * @param every steps; one is also written at the end, and where a run is stopped
 * @param keep at most so many are kept
 */
public record Checkpointing(int every, int keep) {
    public Checkpointing {
        Check.that(every >= 1, "checkpoints.every", every, ">= 1");
        Check.that(keep >= 1 && keep <= 1000, "checkpoints.keep", keep, "1..1000");
    }
}
