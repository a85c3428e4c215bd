package dev.aligner.remote;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.engine.Generation;
import dev.aligner.engine.GenerationListener;
import dev.aligner.engine.GenerationRequest;
import dev.aligner.engine.corrector.CorrectorTokens;
import dev.aligner.engine.decode.StopTexts;
import dev.aligner.upstream.frame.Frame;
import dev.aligner.upstream.frame.SseFrames;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The stream of one completion. Stop texts are looked for here, as in the local engine: servers differ in which of two
 * they take, and in how many they allow.
 */
final class GenerationReading implements Reading {
    /** UTF-16 units that one token may stand for: more than in any vocabulary, to bound what a broken server can send. */
    private static final int LONGEST_TOKEN = 512;

    private final GenerationRequest request;
    private final GenerationListener listener;
    private final CorrectorTokens tokens;
    private final long submittedNanos;
    private final SseFrames frames = new SseFrames();
    private final StopTexts stops;
    private final StringBuilder text = new StringBuilder();
    private long received;
    private @Nullable FinishReason finishReason;
    private @Nullable Usage usage;
    private @Nullable Long sentNanos;
    private @Nullable Long firstNanos;
    private long lastNanos;

    GenerationReading(
            GenerationRequest request, GenerationListener listener, CorrectorTokens tokens, long submittedNanos) {
        this.request = request;
        this.listener = listener;
        this.tokens = tokens;
        this.submittedNanos = submittedNanos;
        this.stops = new StopTexts(request.stop());
    }

    @Override
    public void sent(long nowNanos) {
        if (sentNanos == null) {
            sentNanos = nowNanos;
        }
    }

    @Override
    public void began(String contentType) {
        if (!contentType.toLowerCase(Locale.ROOT).startsWith("text/event-stream")) {
            throw Refusal.malformed("an answer of another content type", "text/event-stream");
        }
    }

    @Override
    public boolean bytes(byte[] bytes, long nowNanos) {
        for (Frame frame : frames.push(bytes)) {
            byte[] payload = frame.payload();
            if (payload != null && !CompletionChunk.isDone(payload)) {
                take(CompletionChunk.parse(payload), nowNanos);
                if (stops.stopped()) {
                    return true;
                }
            }
        }
        if (frames.broken()) {
            throw Refusal.malformed("a stream without an end of its events", "server-sent events");
        }
        return false;
    }

    private void take(CompletionChunk chunk, long nowNanos) {
        if (chunk.usage() != null) {
            usage = chunk.usage();
        }
        if (!chunk.text().isEmpty()) {
            if (finishReason != null) {
                throw Refusal.malformed("text after a finish_reason", "none");
            }
            if (firstNanos == null) {
                firstNanos = nowNanos;
            }
            lastNanos = nowNanos;
            received += chunk.text().length();
            if (received > (long) LONGEST_TOKEN * request.maxNewTokens()) {
                throw Refusal.malformed(
                        "more text than " + request.maxNewTokens() + " tokens can have", "at most max_tokens");
            }
            send(stops.append(chunk.text()));
        }
        if (chunk.finishReason() != null) {
            finishReason = chunk.finishReason();
        }
    }

    private void send(String delta) {
        if (delta.isEmpty()) {
            return;
        }
        text.append(delta);
        try {
            listener.text(delta);
        } catch (RuntimeException | Error thrown) {
            throw AlignerException.of(ErrorCode.CANCELLED, "listener: threw at a text (expected: to return)", thrown);
        }
    }

    @Override
    public boolean isWhole() {
        return finishReason != null || stops.stopped();
    }

    @Override
    public Runnable conclude(long nowNanos) {
        send(stops.finish());
        FinishReason reason = finishReason;
        if (stops.stopped() || reason == null) {
            reason = FinishReason.STOP_SEQUENCE;
        }
        int[] written = tokens.data(text.toString());
        Usage counted = usage;
        if (counted == null) {
            counted = new Usage(request.prompt().length, written.length, 0);
        }
        Generation generation =
                new Generation(text.toString(), written, -1, new double[0], null, reason, counted, timings(nowNanos));
        return () -> listener.finished(generation);
    }

    private Timings timings(long nowNanos) {
        long sent = sentNanos == null ? nowNanos : sentNanos;
        long first = firstNanos == null ? nowNanos : firstNanos;
        long last = firstNanos == null ? first : lastNanos;
        return new Timings(
                Duration.ofNanos(sent - submittedNanos),
                Duration.ofNanos(first - sent),
                Duration.ofNanos(last - first),
                Duration.ofNanos(nowNanos - submittedNanos));
    }

    @Override
    public void fail(AlignerException error) {
        listener.failed(error);
    }
}
