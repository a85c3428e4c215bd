package dev.aligner.upstream;

import dev.aligner.upstream.frame.FrameReader;
import dev.aligner.upstream.frame.LineFrames;
import dev.aligner.upstream.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Ollama's own API, which streams unless it is told not to. */
enum Ollama implements Dialect {
    /** {@code /api/chat}. */
    CHAT {
        @Override
        public Conversation conversation(JsonValue request, String path) {
            Conversation.Turns turns = new Conversation.Turns();
            turns.addAll(request.at("messages"));
            return build(turns, request, null);
        }

        @Override
        JsonValue text(JsonValue event) {
            return event.at("message").at("content");
        }
    },
    /** {@code /api/generate}. */
    GENERATE {
        @Override
        public Conversation conversation(JsonValue request, String path) {
            Conversation.Turns turns = new Conversation.Turns();
            boolean raw = request.at("raw").isTrue() || !request.at("template").vacant();
            turns.add("system", Conversation.text(request.at("system"), "text"));
            // a prompt in a model's own format is no question
            turns.add("user", raw ? "" : Conversation.text(request.at("prompt"), "text"));
            return build(turns, request, request.at("suffix").vacant() ? null : Untouched.CODE_ONLY);
        }

        @Override
        JsonValue text(JsonValue event) {
            return event.at("response");
        }
    };

    abstract JsonValue text(JsonValue event);

    private static Conversation build(Conversation.Turns turns, JsonValue request, @Nullable Untouched untouched) {
        boolean json = !request.at("format").vacant();
        JsonValue stream = request.at("stream");
        boolean whole =
                stream instanceof JsonValue.Scalar flag && flag.spelling().equals("false");
        return turns.build(
                json ? Untouched.JSON_MODE : untouched,
                !whole,
                request.at("model").string(),
                false);
    }

    @Override
    public Reading answer(JsonValue body) {
        return read(body);
    }

    private Reading read(JsonValue event) {
        Piece piece = new Piece(0, 0);
        Reading.Builder reading = new Reading.Builder()
                .text(piece, text(event))
                .drop(piece, event.at("logprobs"))
                .untouchedIf(event.at("message").at("tool_calls"), 0, Untouched.TOOL_CALL)
                .finishFlag(event.at("done"));
        if (!event.at("error").vacant()) {
            reading.end(Reading.End.FAILED);
        } else if (event.at("done").isTrue()) {
            reading.end(Reading.End.DONE);
        }
        return reading.build();
    }

    @Override
    public FrameReader frames() {
        return new LineFrames();
    }

    @Override
    public Events events() {
        return this::read;
    }
}
