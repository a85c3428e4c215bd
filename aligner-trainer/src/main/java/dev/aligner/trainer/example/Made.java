package dev.aligner.trainer.example;

import dev.aligner.trainer.data.CorrectionRow;

/** What became of a row. */
public sealed interface Made {
    CorrectionRow row();

    /**
     * An example to learn from.
     *
     * @param targets which of the example's targets the answer did not foretell
     */
    record Kept(CorrectionRow row, Example example, ChangedTargets targets) implements Made {}

    /**
     * None.
     *
     * @param tokens prompt and correction, or 0 where they were not counted
     */
    record Dropped(CorrectionRow row, DropReason reason, int tokens) implements Made {}
}
