package dev.aligner.engine;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.engine.decode.OutputText;
import dev.aligner.engine.decode.TokenBytes;
import dev.aligner.engine.decode.TokenChooser;
import dev.aligner.engine.schedule.NextToken;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A prompt that is being continued: its tokens, its text, and what its listener is told. */
final class ActiveGeneration implements ActiveRequest {
    private static final Logger LOG = LoggerFactory.getLogger(ActiveGeneration.class);

    private final Submission.Generating submission;
    private final Set<Integer> endTokens;
    private final TokenChooser chooser;
    private final OutputText output;
    private int[] tokens = new int[16];
    private int count;
    private int chosen;
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
    public void startedAt(long nanos) {
        if (startedNanos == null) {
            startedNanos = nanos;
        }
    }

    @Override
    public void take(float[] scores) {
        try {
            chosen = chooser.choose(scores);
        } catch (AlignerException e) {
            failure = e;
        }
    }

    /** Takes in what was chosen and sends its text. */
    @Override
    public NextToken advance(long nowNanos) {
        if (failure == null) {
            accept(nowNanos);
        }
        return failure == null && finishReason == FinishReason.LENGTH
                ? new NextToken.Token(submission.id(), chosen)
                : new NextToken.End(submission.id());
    }

    private void accept(long nowNanos) {
        if (firstNanos == null) {
            firstNanos = nowNanos;
            lastNanos = nowNanos;
        }
        if (endTokens.contains(chosen)) {
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
                output.stopped() ? FinishReason.STOP_SEQUENCE : finishReason,
                new Usage(submission.request().prompt().length, count, 0),
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
                Duration.ofNanos(nowNanos - submitted));
    }
}
