package dev.aligner.engine;

import dev.aligner.core.FinishReason;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;

/** A finished output. {@code text} is all text deltas joined; {@code tokens} are the new ones, without the end token. */
public record Generation(String text, int[] tokens, FinishReason finishReason, Usage usage, Timings timings) {}
