package dev.aligner.upstream.rewrite;

import dev.aligner.upstream.AnswerStream;
import dev.aligner.upstream.Piece;
import dev.aligner.upstream.Recorded;
import dev.aligner.upstream.StreamEvent;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.Wire;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** Streams as each wire speaks them, and how a client puts them together. */
final class Spoken {
    private Spoken() {}

    /** One text in these deltas, and what the wire says around it. */
    static byte[] stream(Wire wire, List<String> deltas) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        before(wire).forEach(event -> out.writeBytes(framed(wire, event)));
        deltas.forEach(delta -> out.writeBytes(framed(wire, delta(wire, literal(delta)))));
        after(wire, literal(String.join("", deltas))).forEach(event -> out.writeBytes(framed(wire, event)));
        return out.toByteArray();
    }

    private static String literal(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    static byte[] framed(Wire wire, String event) {
        return switch (wire) {
            case BEDROCK_CONVERSE -> Recorded.frame(event);
            case OLLAMA_CHAT, OLLAMA_GENERATE -> (event + "\n").getBytes(StandardCharsets.UTF_8);
            default -> ("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8);
        };
    }

    private static List<String> before(Wire wire) {
        return switch (wire) {
            case OPENAI_RESPONSES -> List.of("{\"type\":\"response.created\",\"response\":{\"output\":[]}}");
            case ANTHROPIC_MESSAGES ->
                List.of(
                        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
                        "{\"type\":\"ping\"}");
            case COHERE_CHAT ->
                List.of(
                        "{\"type\":\"content-start\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"type\":\"text\",\"text\":\"\"}}}}");
            case BEDROCK_CONVERSE -> List.of("{\"role\":\"assistant\"}");
            default -> List.of();
        };
    }

    private static String delta(Wire wire, String literal) {
        return switch (wire) {
            case OPENAI_CHAT -> "{\"choices\":[{\"index\":0,\"delta\":{\"content\":" + literal + "}}]}";
            case OPENAI_COMPLETIONS -> "{\"choices\":[{\"index\":0,\"text\":" + literal + "}]}";
            case OPENAI_RESPONSES ->
                "{\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":" + literal
                        + "}";
            case ANTHROPIC_MESSAGES ->
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":" + literal
                        + "}}";
            case GEMINI_CONTENT -> "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":" + literal + "}]}}]}";
            case OLLAMA_CHAT -> "{\"message\":{\"content\":" + literal + "},\"done\":false}";
            case OLLAMA_GENERATE -> "{\"response\":" + literal + ",\"done\":false}";
            case COHERE_CHAT ->
                "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":" + literal
                        + "}}}}";
            case BEDROCK_CONVERSE -> "{\"contentBlockIndex\":0,\"delta\":{\"text\":" + literal + "}}";
        };
    }

    /** @param whole the whole text, which some wires say again */
    private static List<String> after(Wire wire, String whole) {
        return switch (wire) {
            case OPENAI_CHAT ->
                List.of("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}", "[DONE]");
            case OPENAI_COMPLETIONS ->
                List.of("{\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":\"stop\"}]}", "[DONE]");
            case OPENAI_RESPONSES -> {
                String part = "{\"type\":\"output_text\",\"text\":" + whole + "}";
                String item = "{\"type\":\"message\",\"content\":[" + part + "]}";
                yield List.of(
                        "{\"type\":\"response.output_text.done\",\"output_index\":0,\"content_index\":0,\"text\":"
                                + whole + "}",
                        "{\"type\":\"response.content_part.done\",\"output_index\":0,\"content_index\":0,\"part\":"
                                + part + "}",
                        "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":" + item + "}",
                        "{\"type\":\"response.completed\",\"response\":{\"output\":[" + item + "]}}");
            }
            case ANTHROPIC_MESSAGES ->
                List.of(
                        "{\"type\":\"content_block_stop\",\"index\":0}",
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}",
                        "{\"type\":\"message_stop\"}");
            case GEMINI_CONTENT ->
                List.of("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}]},\"finishReason\":\"STOP\"}]}");
            case OLLAMA_CHAT -> List.of("{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\"}");
            case OLLAMA_GENERATE -> List.of("{\"response\":\"\",\"done\":true,\"done_reason\":\"stop\"}");
            case COHERE_CHAT ->
                List.of(
                        "{\"type\":\"content-end\",\"index\":0}",
                        "{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\"}}");
            case BEDROCK_CONVERSE -> List.of("{\"contentBlockIndex\":0}", "{\"stopReason\":\"end_turn\"}");
        };
    }

    static List<StreamEvent> events(Wire wire, byte[] bytes) {
        AnswerStream stream = wire.stream();
        List<StreamEvent> events = new ArrayList<>(stream.push(bytes));
        events.addAll(stream.end());
        return events;
    }

    /** The text of each piece, as a client puts it together. */
    static Map<Piece, String> deltas(List<StreamEvent> events) {
        Map<Piece, String> texts = new LinkedHashMap<>();
        events.forEach(event -> event.texts().stream()
                .filter(text -> !text.repeats())
                .forEach(text -> texts.merge(text.piece(), text.text(), String::concat)));
        return texts;
    }

    /** What must come of a text: the outcomes of its units, joined. */
    static String reference(String text, Window window, UnaryOperator<String> corrector) {
        Units units = new Units(window);
        units.append(text);
        units.complete();
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (OptionalInt end = units.next(); end.isPresent(); end = units.next()) {
            String unit = text.substring(from, end.getAsInt());
            out.append(Untouched.ofWhole(unit) == null ? corrector.apply(unit) : unit);
            from = end.getAsInt();
        }
        return out.toString();
    }
}
