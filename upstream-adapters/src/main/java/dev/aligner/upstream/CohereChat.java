package dev.aligner.upstream;

import dev.aligner.upstream.json.JsonValue;
import java.util.List;

/** Cohere's chat, version 2. */
final class CohereChat implements Dialect {
    @Override
    public Conversation conversation(JsonValue request, String path) {
        return Conversation.ofChat(request);
    }

    @Override
    public Reading answer(JsonValue body) {
        Reading.Builder reading = new Reading.Builder();
        JsonValue message = body.at("message");
        List<JsonValue> parts = message.at("content").each();
        for (int index = 0; index < parts.size(); index++) {
            reading.text(new Piece(0, index), parts.get(index).at("text"));
        }
        return reading.drop(0, body.at("logprobs"))
                .untouchedIf(message.at("citations"), 0, Untouched.CITED)
                .untouchedIf(message.at("tool_calls"), 0, Untouched.TOOL_CALL)
                .finish(0, body.at("finish_reason"))
                .build();
    }

    @Override
    public Events events() {
        return CohereChat::event;
    }

    private static Reading event(JsonValue event) {
        Reading.Builder reading = new Reading.Builder();
        String type = event.at("type").string();
        Piece piece = new Piece(0, event.at("index").number(0));
        JsonValue delta = event.at("delta");
        switch (type == null ? "" : type) {
            case "content-start", "content-delta" ->
                reading.text(piece, delta.at("message").at("content").at("text"))
                        .drop(piece, event.at("logprobs"));
            // its index counts citations, not parts of the content
            case "citation-start" -> reading.untouched(0, Untouched.CITED);
            case "tool-call-start" -> reading.untouched(0, Untouched.TOOL_CALL);
            case "message-end" -> {
                JsonValue reason = delta.at("finish_reason");
                reading.finish(0, reason).end(reason.is("ERROR") ? Reading.End.FAILED : Reading.End.DONE);
            }
            default -> {
                // plans, tools, debugging, and what is yet to be invented
            }
        }
        return reading.build();
    }
}
