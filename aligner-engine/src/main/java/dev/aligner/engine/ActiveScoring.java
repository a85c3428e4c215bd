package dev.aligner.engine;

import dev.aligner.core.AlignerException;
import dev.aligner.engine.decode.MixedLogits;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.schedule.NextTokens;
import dev.aligner.engine.schedule.PlannedSequence;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A text that is being scored: the probabilities of its tokens so far. */
final class ActiveScoring implements ActiveRequest {
    private static final Logger LOG = LoggerFactory.getLogger(ActiveScoring.class);

    private final Submission.Scoring submission;
    private int taken;
    private final double[] logProbabilities;
    private final double[] divergences;
    private @Nullable AlignerException failure;

    ActiveScoring(Submission.Scoring submission) {
        this.submission = submission;
        ScoreRequest request = submission.request();
        this.logProbabilities = new double[request.continuation().length - request.given()];
        this.divergences = new double[request.divergence() ? logProbabilities.length : 0];
    }

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
        // its listener hears of the whole time only
    }

    @Override
    public void take(PlannedSequence share, Logits logits, int firstRow, float[] scratch) {
        ScoreRequest request = submission.request();
        int rows = share.segment().logitRows();
        Logits own = request.variant().rows(logits, firstRow, rows, scratch.length);
        for (int i = 0; i < rows; i++) {
            try {
                logProbabilities[taken] = own.logProbability(i, request.continuation()[request.given() + taken]);
                if (request.divergence() && own instanceof MixedLogits mixed) {
                    divergences[taken] = mixed.divergence(i);
                }
            } catch (AlignerException e) {
                failure = e;
            }
            taken++;
        }
    }

    @Override
    public NextTokens advance(long nowNanos, DraftBudget drafts) {
        return new NextTokens.End(submission.id());
    }

    @Override
    public void finish(long nowNanos) {
        if (failure != null) {
            fail(failure);
            return;
        }
        try {
            submission
                    .listener()
                    .scored(new Score(
                            logProbabilities, divergences, Duration.ofNanos(nowNanos - submission.submittedNanos())));
        } catch (Throwable thrown) {
            LOG.warn("listener threw at the end of request {}", submission.id(), thrown);
        }
    }

    @Override
    public void fail(AlignerException error) {
        try {
            submission.listener().failed(error);
        } catch (Throwable thrown) {
            LOG.warn("listener threw at the failure of request {}", submission.id(), thrown);
        }
    }
}
