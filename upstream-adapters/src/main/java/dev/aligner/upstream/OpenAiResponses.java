package dev.aligner.upstream;

import dev.aligner.upstream.json.JsonValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * OpenAI's Responses. A piece is a part {@code output_text} of a message; a stream says its text up to five times: in
 * deltas, in three events that close part and item, and in the last event.
 */
final class OpenAiResponses implements Dialect {
    /** Parts of one message that are told apart; more than a message has. */
    private static final int PARTS = 1000;

    /** Items that wait for the client to do something. */
    private static final Set<String> CALLS = Set.of(
            "function_call", "custom_tool_call", "computer_call", "local_shell_call", "shell_call", "apply_patch_call");

    @Override
    public Conversation conversation(JsonValue request, String path) {
        Conversation.Turns turns = new Conversation.Turns();
        String instructions = request.at("instructions").string();
        turns.add("system", instructions == null ? "" : instructions);
        JsonValue input = request.at("input");
        if (input.string() != null) {
            turns.add("user", Conversation.text(input, "text"));
        }
        turns.addAll(input);
        // answered later, on another request
        Untouched untouched = request.at("background").isTrue()
                ? Untouched.UNSUPPORTED_FORMAT
                : Conversation.ofFormat(request.at("text").at("format").at("type"));
        return turns.build(
                untouched, request.at("stream").isTrue(), request.at("model").string(), false);
    }

    private static Piece piece(int output, int content) {
        return new Piece(0, output * PARTS + content);
    }

    @Override
    public Reading answer(JsonValue body) {
        Reading.Builder reading = new Reading.Builder();
        List<JsonValue> output = body.at("output").each();
        for (int item = 0; item < output.size(); item++) {
            item(output.get(item), item, false, reading);
        }
        return reading.build();
    }

    private static void item(JsonValue item, int output, boolean repeated, Reading.Builder reading) {
        call(item, reading);
        if (!item.at("type").is("message")) {
            return;
        }
        List<JsonValue> parts = item.at("content").each();
        for (int content = 0; content < parts.size(); content++) {
            part(parts.get(content), piece(output, content), repeated, reading);
            if (item.at("phase").is("commentary")) {
                reading.untouched(piece(output, content), Untouched.TOOL_CALL);
            }
        }
    }

    private static void call(JsonValue item, Reading.Builder reading) {
        String type = item.at("type").string();
        if (type != null && CALLS.contains(type)) {
            reading.untouched(0, Untouched.TOOL_CALL);
        }
    }

    private static void part(JsonValue part, Piece piece, boolean repeated, Reading.Builder reading) {
        if (!part.at("type").is("output_text")) {
            return;
        }
        if (repeated) {
            reading.repeated(piece, part.at("text"));
        } else {
            reading.text(piece, part.at("text"));
        }
        if (!part.at("annotations").vacant()) {
            reading.untouched(piece, Untouched.CITED);
        }
        reading.drop(piece, part.at("logprobs"));
    }

    @Override
    public Events events() {
        return new Items();
    }

    private static final class Items implements Events {
        private final Set<Integer> commentaries = new HashSet<>();
        /** Pieces whose text has begun to come in deltas. */
        private final Set<Piece> begun = new HashSet<>();

        @Override
        public Reading read(JsonValue event) {
            Reading.Builder reading = new Reading.Builder();
            String type = event.at("type").string();
            int output = event.at("output_index").number(0);
            Piece piece = piece(output, event.at("content_index").number(0));
            switch (type == null ? "" : type) {
                case "response.output_item.added" -> {
                    call(event.at("item"), reading);
                    if (event.at("item").at("phase").is("commentary")) {
                        commentaries.add(output);
                    }
                }
                case "response.output_text.delta" -> {
                    begun.add(piece);
                    reading.text(piece, event.at("delta")).drop(piece, event.at("logprobs"));
                    if (commentaries.contains(output)) {
                        reading.untouched(piece, Untouched.TOOL_CALL);
                    }
                }
                case "response.output_text.annotation.added" -> reading.untouched(piece, Untouched.CITED);
                case "response.output_text.done" -> {
                    reading.drop(piece, event.at("logprobs"));
                    if (begun.contains(piece)) {
                        reading.repeated(piece, event.at("text"));
                    } else {
                        reading.text(piece, event.at("text"));
                    }
                }
                case "response.content_part.done" -> part(event.at("part"), piece, true, reading);
                case "response.output_item.done" -> item(event.at("item"), output, true, reading);
                case "response.completed", "response.incomplete" -> {
                    List<JsonValue> items = event.at("response").at("output").each();
                    for (int item = 0; item < items.size(); item++) {
                        item(items.get(item), item, true, reading);
                    }
                    reading.finish(0, event.at("response").at("status")).end(Reading.End.DONE);
                }
                case "response.failed", "error" -> reading.end(Reading.End.FAILED);
                default -> {
                    // reasoning, tools, images, refusals, and what is yet to be invented
                }
            }
            return reading.build();
        }
    }
}
