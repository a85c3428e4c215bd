package dev.aligner.engine.schedule;

import dev.aligner.engine.model.Segment;
import java.util.List;

/** One step: decoding sequences first, then prompts, each of another slot. Rows of logits come in this order. */
public record StepPlan(List<PlannedSequence> sequences) {
    static final StepPlan NOTHING = new StepPlan(List.of());

    public StepPlan {
        sequences = List.copyOf(sequences);
    }

    public boolean isEmpty() {
        return sequences.isEmpty();
    }

    public List<Segment> segments() {
        return sequences.stream().flatMap(share -> share.segments().stream()).toList();
    }

    public int tokens() {
        return sequences.stream().mapToInt(PlannedSequence::tokens).sum();
    }

    public int logitRows() {
        return sequences.stream().mapToInt(PlannedSequence::logitRows).sum();
    }
}
