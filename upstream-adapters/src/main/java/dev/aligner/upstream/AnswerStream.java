package dev.aligner.upstream;

import dev.aligner.upstream.frame.Frame;
import dev.aligner.upstream.frame.FrameReader;
import dev.aligner.upstream.json.JsonText;
import dev.aligner.upstream.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * An answer that comes as a stream: from bytes, however they are cut, to events. The events' bytes, joined, are the
 * stream's. For one thread at a time.
 */
public final class AnswerStream {
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final Reading ENDED =
            new Reading.Builder().end(Reading.End.DONE).build();

    private final FrameReader frames;
    private final Dialect.Events events;

    AnswerStream(Dialect dialect) {
        this.frames = dialect.frames();
        this.events = dialect.events();
    }

    /** The events that these bytes complete, in order. */
    public List<StreamEvent> push(byte[] bytes) {
        return frames.push(bytes).stream().map(this::event).toList();
    }

    /** What was left when the upstream closed the stream. */
    public List<StreamEvent> end() {
        return frames.end().stream().map(this::event).toList();
    }

    /** Whether the bytes were no stream of this wire, or an event was too large: what follows can only be passed on. */
    public boolean broken() {
        return frames.broken();
    }

    private StreamEvent event(Frame frame) {
        byte[] payload = frame.payload();
        if (payload == null) {
            return new StreamEvent(frame, null, Reading.nothing());
        }
        if (payload.length >= DONE.length && Arrays.equals(payload, 0, DONE.length, DONE, 0, DONE.length)) {
            return new StreamEvent(frame, null, ENDED);
        }
        try {
            JsonText json = JsonText.parse(payload);
            return new StreamEvent(frame, json, events.read(json.root()));
        } catch (MalformedJsonException e) {
            return new StreamEvent(frame, null, Reading.nothing());
        }
    }
}
