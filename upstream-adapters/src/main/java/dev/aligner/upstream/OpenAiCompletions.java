package dev.aligner.upstream;

import dev.aligner.upstream.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OpenAI's {@code completions}: a prompt and how it goes on. */
final class OpenAiCompletions implements Dialect {
    @Override
    public Conversation conversation(JsonValue request, String path) {
        JsonValue prompt = request.at("prompt");
        List<JsonValue> several = prompt.each();
        String text = prompt.string() != null
                ? prompt.string()
                : several.size() == 1 && several.get(0).string() != null
                        ? several.get(0).string()
                        : "";
        return new Conversation.Turns()
                .add("user", text)
                .build(
                        untouched(request),
                        request.at("stream").isTrue(),
                        request.at("model").string(),
                        false);
    }

    private static @Nullable Untouched untouched(JsonValue request) {
        if (!request.at("suffix").vacant()) {
            return Untouched.CODE_ONLY;
        }
        if (request.at("echo").isTrue()) {
            // the answer begins with the prompt, and nothing says where it ends
            return Untouched.UNSUPPORTED_FORMAT;
        }
        return Conversation.ofFormat(request.at("response_format").at("type"));
    }

    @Override
    public Reading answer(JsonValue body) {
        return read(body).build();
    }

    private static Reading.Builder read(JsonValue body) {
        Reading.Builder reading = new Reading.Builder();
        for (JsonValue choice : body.at("choices").each()) {
            int index = choice.at("index").number(0);
            Piece piece = new Piece(index, 0);
            reading.text(piece, choice.at("text"))
                    .drop(piece, choice.at("logprobs"))
                    .finish(index, choice.at("finish_reason"));
        }
        return reading;
    }

    @Override
    public Events events() {
        return event -> read(event).error(event.at("error")).build();
    }
}
