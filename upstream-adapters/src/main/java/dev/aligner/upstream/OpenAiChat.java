package dev.aligner.upstream;

import dev.aligner.upstream.json.JsonValue;
import java.util.List;

/** OpenAI's {@code chat.completions}, and what the many servers that speak it make of it. */
final class OpenAiChat implements Dialect {
    @Override
    public Conversation conversation(JsonValue request, String path) {
        return Conversation.ofChat(request);
    }

    @Override
    public Reading answer(JsonValue body) {
        Reading.Builder reading = new Reading.Builder();
        List<JsonValue> choices = body.at("choices").each();
        for (int i = 0; i < choices.size(); i++) {
            JsonValue choice = choices.get(i);
            read(choice, choice.at("index").number(i), choice.at("message"), reading);
        }
        return reading.build();
    }

    /** @param said the choice's {@code message}, or its {@code delta} */
    private static void read(JsonValue choice, int index, JsonValue said, Reading.Builder reading) {
        JsonValue content = said.at("content");
        reading.text(new Piece(index, 0), content);
        int part = 0;
        for (JsonValue item : content.each()) {
            reading.text(new Piece(index, part++), item.at("text"));
        }
        reading.drop(index, choice.at("logprobs"))
                .untouchedIf(said.at("annotations"), index, Untouched.CITED)
                .untouchedIf(said.at("tool_calls"), index, Untouched.TOOL_CALL)
                .untouchedIf(said.at("function_call"), index, Untouched.TOOL_CALL)
                .untouchedIf(said.at("refusal"), index, Untouched.REFUSAL)
                .untouchedIf(said.at("audio"), index, Untouched.UNSUPPORTED_FORMAT)
                .finish(index, choice.at("finish_reason"));
    }

    @Override
    public Events events() {
        return event -> {
            Reading.Builder reading = new Reading.Builder();
            for (JsonValue choice : event.at("choices").each()) {
                read(choice, choice.at("index").number(0), choice.at("delta"), reading);
            }
            return reading.error(event.at("error")).build();
        };
    }
}
