package dev.aligner.engine;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.engine.decode.OutputText;
import dev.aligner.engine.decode.TokenBytes;
import dev.aligner.engine.decode.TokenChooser;
import dev.aligner.engine.draft.AnswerDraft;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.schedule.NextTokens;
import dev.aligner.engine.schedule.PlannedSequence;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A prompt that is being continued: its tokens, its text, and what its listener is told. */
final class ActiveGeneration implements ActiveRequest {
    private static final Logger LOG = LoggerFactory.getLogger(ActiveGeneration.class);

    private static final int[] NONE = {};

    private final Submission.Generating submission;
    private final Set<Integer> endTokens;
    private final TokenChooser chooser;
    private final OutputText output;
    private final Likelihood likelihood;
    private final @Nullable AnswerDraft draft;
    private Choice choice = Choice.NOTHING;
    private int[] tokens = new int[16];
    private int count;
    private int endToken = -1;
    private int cached;
    private int passes;
    private int drafted;
    private int accepted;
    private @Nullable AlignerException failure;
    private FinishReason finishReason = FinishReason.LENGTH;
    private @Nullable Long startedNanos;
    private @Nullable Long firstNanos;
    private long lastNanos;

    ActiveGeneration(Submission.Generating submission, TokenBytes tokenBytes, Set<Integer> endTokens) {
        this.submission = submission;
        this.endTokens = endTokens;
        this.chooser = new TokenChooser(submission.request().sampling(), submission.seed());
        this.output = new OutputText(tokenBytes, submission.request().stop());
        this.likelihood = new Likelihood(submission.request().draft());
        int[] expected = submission.request().draftedTokens();
        this.draft = expected.length == 0
                ? null
                : new AnswerDraft(expected, submission.request().prompt());
    }

    @Override
    public Places.Place place() {
        return submission.place();
    }

    @Override
    public int newTokens() {
        return count;
    }

    @Override
    public int draftedTokens() {
        return drafted;
    }

    @Override
    public int acceptedTokens() {
        return accepted;
    }

    @Override
    public void startedAt(long nanos, PlannedSequence share) {
        if (startedNanos == null) {
            startedNanos = nanos;
            cached = share.segment().start();
        }
    }

    @Override
    public void take(PlannedSequence share, Logits logits, int firstRow, float[] scratch) {
        if (share.wantsNext()) {
            try {
                Logits own = submission
                        .request()
                        .variant()
                        .rows(logits, firstRow, share.segment().logitRows(), scratch.length);
                choice = Choice.of(share, own, scratch, chooser, endTokens, likelihood);
            } catch (AlignerException e) {
                failure = e;
            }
        }
    }

    /** Takes in what was chosen and sends its text. */
    @Override
    public NextTokens advance(long nowNanos, DraftBudget drafts) {
        if (firstNanos == null) {
            firstNanos = nowNanos;
            lastNanos = nowNanos;
        }
        passes++;
        drafted += choice.drafted();
        int written = 0;
        while (goesOn() && written < choice.count()) {
            accept(choice.tokens()[written], nowNanos);
            written++;
        }
        accepted += Math.min(written, choice.accepted());
        if (!goesOn()) {
            return new NextTokens.End(submission.id());
        }
        int[] next = draft == null
                ? NONE
                : draft.next(tokens, count, choice.drafted(), choice.accepted(), drafts::worthwhile);
        return new NextTokens.Written(submission.id(), Arrays.copyOf(choice.tokens(), choice.count()), next);
    }

    private boolean goesOn() {
        return failure == null && finishReason == FinishReason.LENGTH;
    }

    private void accept(int chosen, long nowNanos) {
        if (endTokens.contains(chosen)) {
            endToken = chosen;
            finishReason = FinishReason.STOP;
            return;
        }
        lastNanos = nowNanos;
        if (count == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * count);
        }
        tokens[count++] = chosen;
        send(output.append(chosen));
        if (output.stopped()) {
            finishReason = FinishReason.STOP_SEQUENCE;
        }
    }

    private void send(String delta) {
        if (!delta.isEmpty()) {
            try {
                submission.listener().text(delta);
            } catch (Throwable thrown) {
                // whatever it threw: a listener is foreign code on the thread that all requests share
                failure = AlignerException.of(
                        ErrorCode.CANCELLED, "listener: threw at a text (expected: to return)", thrown);
            }
        }
    }

    @Override
    public void finish(long nowNanos) {
        if (failure == null) {
            send(output.finish());
        }
        if (failure != null) {
            fail(failure);
            return;
        }
        Generation generation = new Generation(
                output.text(),
                Arrays.copyOf(tokens, count),
                endToken,
                likelihood.ofOutput(),
                likelihood.ofDraft(),
                output.stopped() ? FinishReason.STOP_SEQUENCE : finishReason,
                new Usage(submission.request().prompt().length, cached, count, accepted),
                timings(nowNanos));
        try {
            submission.listener().finished(generation);
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

    private Timings timings(long nowNanos) {
        long submitted = submission.submittedNanos();
        long started = startedNanos == null ? nowNanos : startedNanos;
        long first = firstNanos == null ? started : firstNanos;
        return new Timings(
                Duration.ofNanos(started - submitted),
                Duration.ofNanos(first - started),
                Duration.ofNanos(lastNanos - first),
                Duration.ofNanos(nowNanos - submitted),
                passes,
                drafted);
    }
}
