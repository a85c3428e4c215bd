package dev.aligner.engine.schedule;

import dev.aligner.engine.model.Segment;
import java.util.List;

/**
 * One sequence's share of a step.
 *
 * @param segments the same tokens under each of its adapters
 * @param wantsNext whether a next token is to be chosen, because the last known one is computed here
 * @param draftTokens how many of the segments' last tokens are a draft: computed as if they were right
 */
public record PlannedSequence(long id, List<Segment> segments, boolean wantsNext, int draftTokens) {
    public PlannedSequence {
        segments = List.copyOf(segments);
    }

    /** The first of them. */
    public Segment segment() {
        return segments.get(0);
    }

    /** Tokens to compute. */
    public int tokens() {
        return segments.size() * segment().tokens().length;
    }

    /** Rows of logits, those of the first segment first. */
    public int logitRows() {
        return segments.size() * segment().logitRows();
    }
}
