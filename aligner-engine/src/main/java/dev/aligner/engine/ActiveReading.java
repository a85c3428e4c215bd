package dev.aligner.engine;

import dev.aligner.core.AlignerException;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.schedule.NextTokens;
import dev.aligner.engine.schedule.PlannedSequence;

/** The beginning of a prompt that is being read before the whole of it is known. Nobody waits for it. */
record ActiveReading(Submission.Reading submission) implements ActiveRequest {
    @Override
    public Places.Place place() {
        return submission.place();
    }

    @Override
    public int newTokens() {
        return 0;
    }

    @Override
    public void startedAt(long nanos, PlannedSequence share) {
        // nobody asks when
    }

    @Override
    public void take(PlannedSequence share, Logits logits, int firstRow, float[] scratch) {
        // no logits were wanted
    }

    @Override
    public NextTokens advance(long nowNanos, DraftBudget drafts) {
        return new NextTokens.End(submission.id());
    }

    @Override
    public void finish(long nowNanos) {
        // what was read lies in its slot
    }

    @Override
    public void fail(AlignerException error) {
        // whoever needs the prompt reads it himself
    }
}
