package dev.aligner.trainer.checkpoint;

import java.nio.file.Path;

/** A complete state on the disk. */
public record Checkpoint(long step, Path directory) {}
