package dev.aligner.upstream;

import dev.aligner.upstream.frame.FrameReader;
import dev.aligner.upstream.frame.SseFrames;
import dev.aligner.upstream.json.JsonValue;

/** Where one provider's JSON has its question, its texts and its ends. Stateless. */
interface Dialect {
    /** @param path of the request, with what it says about model and streaming */
    Conversation conversation(JsonValue request, String path);

    /** What a whole answer's body holds. */
    Reading answer(JsonValue body);

    /** Cuts a stream into frames; most wires stream server-sent events. */
    default FrameReader frames() {
        return new SseFrames();
    }

    /** Reads the events of one stream. */
    Events events();

    /** State of one stream. */
    interface Events {
        Reading read(JsonValue event);
    }
}
