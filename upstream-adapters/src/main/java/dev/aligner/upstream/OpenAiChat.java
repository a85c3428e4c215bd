package dev.aligner.upstream;

import dev.aligner.upstream.json.JsonValue;

/** OpenAI's {@code chat.completions}, and what the many servers that speak it make of it. */
final class OpenAiChat implements Dialect {
    @Override
    public Conversation conversation(JsonValue request, String path) {
        return Conversation.ofChat(request);
    }

    @Override
    public Reading answer(JsonValue body) {
        Reading.Builder reading = new Reading.Builder();
        for (JsonValue choice : body.at("choices").each()) {
            read(choice, choice.at("message"), reading);
        }
        return reading.build();
    }

    /** @param said the choice's {@code message}, or its {@code delta} */
    private static void read(JsonValue choice, JsonValue said, Reading.Builder reading) {
        int index = choice.at("index").number(0);
        Piece first = new Piece(index, 0);
        JsonValue content = said.at("content");
        reading.text(first, content);
        int part = 0;
        for (JsonValue item : content.each()) {
            reading.text(new Piece(index, part++), item.at("text"));
        }
        reading.drop(first, choice.at("logprobs"));
        if (!said.at("annotations").vacant()) {
            reading.untouched(first, Untouched.CITED);
        }
        if (!said.at("tool_calls").vacant() || !said.at("function_call").vacant()) {
            reading.untouched(first, Untouched.TOOL_CALL);
        }
        if (!said.at("refusal").vacant()) {
            reading.untouched(first, Untouched.REFUSAL);
        }
        if (!said.at("audio").vacant()) {
            reading.untouched(first, Untouched.UNSUPPORTED_FORMAT);
        }
        reading.finish(index, choice.at("finish_reason"));
    }

    @Override
    public Events events() {
        return event -> {
            Reading.Builder reading = new Reading.Builder();
            for (JsonValue choice : event.at("choices").each()) {
                read(choice, choice.at("delta"), reading);
            }
            return reading.error(event.at("error")).build();
        };
    }
}
