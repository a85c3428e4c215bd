package dev.aligner.upstream;

import dev.aligner.upstream.json.JsonValue;
import java.util.List;

/** Anthropic's Messages. A piece is a text block; its part is the block's index. */
final class AnthropicMessages implements Dialect {
    @Override
    public Conversation conversation(JsonValue request, String path) {
        Conversation.Turns turns = new Conversation.Turns();
        turns.add("system", Conversation.text(request.at("system"), "text"));
        turns.addAll(request.at("messages"));
        // a last turn of the assistant is the beginning of the answer
        boolean json = request.at("output_format").at("type").is("json_schema")
                || request.at("output_config").at("format").at("type").is("json_schema");
        return turns.build(
                json ? Untouched.JSON_MODE : null,
                request.at("stream").isTrue(),
                request.at("model").string(),
                true);
    }

    @Override
    public Reading answer(JsonValue body) {
        Reading.Builder reading = new Reading.Builder();
        List<JsonValue> blocks = body.at("content").each();
        for (int index = 0; index < blocks.size(); index++) {
            JsonValue block = blocks.get(index);
            if (block.at("type").is("text")) {
                Piece piece = new Piece(0, index);
                reading.text(piece, block.at("text"));
                if (!block.at("citations").vacant()) {
                    reading.untouched(piece, Untouched.CITED);
                }
            } else if (block.at("type").is("tool_use")) {
                reading.untouched(0, Untouched.TOOL_CALL);
            }
        }
        return stopped(body.at("stop_reason"), reading).build();
    }

    private static Reading.Builder stopped(JsonValue reason, Reading.Builder reading) {
        if (reason.is("pause_turn")) {
            reading.untouched(0, Untouched.VERBATIM_TURN);
        }
        return reading.finish(0, reason);
    }

    @Override
    public Events events() {
        return AnthropicMessages::event;
    }

    private static Reading event(JsonValue event) {
        Reading.Builder reading = new Reading.Builder();
        String type = event.at("type").string();
        int index = event.at("index").number(0);
        Piece piece = new Piece(0, index);
        switch (type == null ? "" : type) {
            case "content_block_start" -> {
                JsonValue block = event.at("content_block");
                if (block.at("type").is("text")) {
                    reading.text(piece, block.at("text"));
                    if (!block.at("citations").vacant()) {
                        reading.untouched(piece, Untouched.CITED);
                    }
                } else if (block.at("type").is("tool_use")) {
                    reading.untouched(0, Untouched.TOOL_CALL);
                }
            }
            case "content_block_delta" -> {
                JsonValue delta = event.at("delta");
                if (delta.at("type").is("text_delta")) {
                    reading.text(piece, delta.at("text"));
                } else if (delta.at("type").is("citations_delta")) {
                    reading.untouched(piece, Untouched.CITED);
                }
            }
            case "message_delta" -> stopped(event.at("delta").at("stop_reason"), reading);
            case "message_stop" -> reading.end(Reading.End.DONE);
            case "error" -> reading.end(Reading.End.FAILED);
            default -> {
                // ping, message_start, content_block_stop, and what is yet to be invented
            }
        }
        return reading.build();
    }
}
