package dev.aligner.relay;

import dev.aligner.upstream.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * What the clients of a wire take for nothing, while they wait; some take a comment for an error, and get nothing. For one
 * stream: what may be said depends on what went before, and between two events alone.
 */
public final class Beats {
    private static final byte[] NONE = {};
    private static final byte[] PING = ascii("event: ping\ndata: {\"type\": \"ping\"}\n\n");
    private static final byte[] COMMENT = ascii(": \n\n");
    /** The clients of OpenAI's keep an id for good, and then take each blank line for an event without data. */
    private static final byte[] BEHIND_AN_ID = ascii(": \n");

    private static final byte[] CHAT =
            ascii("{\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":false}\n");
    private static final byte[] GENERATE = ascii("{\"response\":\"\",\"done\":false}\n");

    private final Wire wire;
    private final EventEnds events = new EventEnds();
    private boolean behindALine = true;

    Beats(Wire wire) {
        this.wire = wire;
    }

    private static byte[] ascii(String beat) {
        return beat.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * A wire's events, with a beat where none came for a while.
     *
     * @param period how long it may be quiet
     */
    public static Flux<byte[]> over(Wire wire, Flux<byte[]> events, Duration period, Scheduler timer) {
        if (new Beats(wire).next().length == 0) {
            return events;
        }
        byte[] due = new byte[0];
        return Flux.defer(() -> {
            Beats beats = new Beats(wire);
            // behind the merge of both, where it is known what went before
            return new Heartbeat(due, period, timer).over(events).handle((piece, sink) -> {
                byte[] sent = piece == due ? beats.next() : beats.passed(piece);
                if (sent.length > 0) {
                    sink.next(sent);
                }
            });
        });
    }

    /** Takes note of what is sent. */
    byte[] passed(byte[] piece) {
        if (piece.length > 0) {
            behindALine = piece[piece.length - 1] == '\n';
            events.passed(piece);
        }
        return piece;
    }

    /** What may be sent now; empty for nothing. */
    byte[] next() {
        return switch (wire) {
            case GEMINI_CONTENT, BEDROCK_CONVERSE -> NONE;
            case OLLAMA_CHAT -> behindALine ? CHAT : NONE;
            case OLLAMA_GENERATE -> behindALine ? GENERATE : NONE;
            case ANTHROPIC_MESSAGES -> events.between() ? PING : NONE;
            case OPENAI_CHAT, OPENAI_COMPLETIONS, OPENAI_RESPONSES, COHERE_CHAT -> events.between() ? comment() : NONE;
        };
    }

    private byte[] comment() {
        return events.identified() ? BEHIND_AN_ID : COMMENT;
    }
}
