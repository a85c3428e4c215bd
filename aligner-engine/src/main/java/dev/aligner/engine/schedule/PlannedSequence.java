package dev.aligner.engine.schedule;

import dev.aligner.engine.model.Segment;

/**
 * One sequence's share of a step.
 *
 * @param wantsNext whether a next token is to be chosen, because the last known one is computed here
 */
public record PlannedSequence(long id, Segment segment, boolean wantsNext) {}
