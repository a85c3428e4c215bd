package dev.aligner.engine.schedule;

import dev.aligner.engine.model.Segment;

/**
 * One sequence's share of a step.
 *
 * @param wantsNext whether a next token is to be chosen, because the last known one is computed here
 * @param draftTokens how many of the segment's last tokens are a draft: computed as if they were right
 */
public record PlannedSequence(long id, Segment segment, boolean wantsNext, int draftTokens) {}
