package dev.aligner.relay;

import dev.aligner.upstream.Wire;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

/** Streams as the providers speak them: one answer in two pieces of text, maybe a tool call, and what it took. */
final class Spoken {
    private static final String USAGE = "{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12}";

    private Spoken() {}

    /**
     * The events' JSON.
     *
     * @param usage whether OpenAI's are to tell it, which do so where they are asked; the others always do
     */
    static List<String> events(Wire wire, String text, boolean tool, boolean usage) {
        String one = text.substring(0, text.length() / 2);
        String two = text.substring(text.length() / 2);
        String unknown = usage ? ",\"usage\":null" : "";
        List<String> told =
                usage ? List.of("{\"id\":\"c\",\"choices\":[],\"usage\":" + USAGE + "}", "[DONE]") : List.of("[DONE]");
        List<String> events = new ArrayList<>();
        switch (wire) {
            case OPENAI_CHAT -> {
                String chunk =
                        "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{%s},\"finish_reason\":%s}]" + unknown + "}";
                events.add(chunk.formatted("\"role\":\"assistant\",\"content\":\"\"", null));
                events.add(chunk.formatted("\"content\":\"" + one + "\"", null));
                events.add(chunk.formatted("\"content\":\"" + two + "\"", null));
                if (tool) {
                    events.add(chunk.formatted(
                            "\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"function\":{\"name\":\"f\",\"arguments\":\"six\"}}]",
                            null));
                }
                events.add(chunk.formatted("", "\"stop\""));
                events.addAll(told);
            }
            case OPENAI_COMPLETIONS -> {
                String chunk = "{\"id\":\"c\",\"choices\":[{\"index\":0,\"text\":\"%s\",\"finish_reason\":%s}]"
                        + unknown + "}";
                events.add(chunk.formatted(one, null));
                events.add(chunk.formatted(two, "\"stop\""));
                events.addAll(told);
            }
            case OPENAI_RESPONSES -> {
                String delta =
                        "{\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":\"%s\"}";
                String item =
                        "{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"" + text + "\"}]}";
                events.add("{\"type\":\"response.created\",\"response\":{\"output\":[]}}");
                events.add(delta.formatted(one));
                events.add(delta.formatted(two));
                events.add("{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":" + item + "}");
                if (tool) {
                    events.add(
                            "{\"type\":\"response.output_item.added\",\"output_index\":1,\"item\":{\"type\":\"function_call\"}}");
                }
                events.add("{\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"output\":[" + item
                        + "],\"usage\":{\"output_tokens\":3}}}");
            }
            case ANTHROPIC_MESSAGES -> {
                String delta =
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"%s\"}}";
                events.add(
                        "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}");
                events.add(
                        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}");
                events.add(delta.formatted(one));
                events.add(delta.formatted(two));
                events.add("{\"type\":\"content_block_stop\",\"index\":0}");
                if (tool) {
                    events.add(
                            "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t\"}}");
                }
                events.add(
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":3}}");
                events.add("{\"type\":\"message_stop\"}");
            }
            case GEMINI_CONTENT -> {
                String chunk =
                        "{\"candidates\":[{\"content\":{\"parts\":[%s]}%s}],\"usageMetadata\":{\"totalTokenCount\":%d}}";
                events.add(chunk.formatted("{\"text\":\"" + one + "\"}", "", 10));
                events.add(chunk.formatted("{\"text\":\"" + two + "\"}", "", 11));
                if (tool) {
                    events.add(chunk.formatted("{\"functionCall\":{\"name\":\"f\"}}", "", 11));
                }
                events.add(chunk.formatted("{\"text\":\"\"}", ",\"finishReason\":\"STOP\"", 12));
            }
            case OLLAMA_CHAT -> {
                String line = "{\"message\":{\"content\":\"%s\"%s},\"done\":%s}";
                events.add(line.formatted(one, "", "false"));
                events.add(line.formatted(two, "", "false"));
                if (tool) {
                    events.add(line.formatted("", ",\"tool_calls\":[{}]", "false"));
                }
                events.add(
                        line.formatted("", "", "true,\"total_duration\":5,\"prompt_eval_count\":9,\"eval_count\":3"));
            }
            case OLLAMA_GENERATE -> {
                String line = "{\"response\":\"%s\",\"done\":%s}";
                events.add(line.formatted(one, "false"));
                events.add(line.formatted(two, "true,\"total_duration\":5,\"prompt_eval_count\":9,\"eval_count\":3"));
            }
            case COHERE_CHAT -> {
                String delta =
                        "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"%s\"}}}}";
                events.add(delta.formatted(one));
                events.add(delta.formatted(two));
                if (tool) {
                    events.add("{\"type\":\"tool-call-start\",\"index\":0,\"delta\":{}}");
                }
                events.add(
                        "{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\",\"usage\":{\"tokens\":{\"output_tokens\":3}}}}");
            }
            case BEDROCK_CONVERSE -> {
                events.add("{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + one + "\"}}");
                events.add("{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + two + "\"}}");
                if (tool) {
                    events.add("{\"contentBlockIndex\":1,\"start\":{\"toolUse\":{\"name\":\"f\"}}}");
                }
                events.add("{\"stopReason\":\"end_turn\"}");
                events.add("{\"usage\":{\"outputTokens\":3},\"metrics\":{\"latencyMs\":80}}");
            }
        }
        return events;
    }

    /**
     * The stream's bytes.
     *
     * @param lineEnd of server-sent events
     * @param ids whether these have one each
     */
    static byte[] stream(Wire wire, List<String> events, String lineEnd, boolean ids) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < events.size(); i++) {
            String event = events.get(i);
            String id = ids ? "id: " + i + lineEnd : "";
            out.writeBytes(
                    switch (wire) {
                        case BEDROCK_CONVERSE -> frame(event);
                        case OLLAMA_CHAT, OLLAMA_GENERATE -> utf8(event + "\n");
                        case ANTHROPIC_MESSAGES, OPENAI_RESPONSES ->
                            utf8(id + "event: " + event.split("\"", -1)[3] + lineEnd + "data: " + event + lineEnd
                                    + lineEnd);
                        default -> utf8(id + "data: " + event + lineEnd + lineEnd);
                    });
        }
        return out.toByteArray();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** One of Amazon's, without headers. */
    private static byte[] frame(String json) {
        byte[] payload = utf8(json);
        ByteBuffer out = ByteBuffer.allocate(16 + payload.length)
                .putInt(16 + payload.length)
                .putInt(0);
        out.putInt(crc(out.array(), 8)).put(payload);
        return out.putInt(crc(out.array(), 12 + payload.length)).array();
    }

    private static int crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /** The bytes as a network may cut them. */
    static List<byte[]> cut(byte[] bytes, Random random) {
        List<byte[]> cut = new ArrayList<>();
        int longest = 1 + random.nextInt(150);
        int at = 0;
        while (at < bytes.length) {
            int to = Math.min(bytes.length, at + 1 + random.nextInt(longest));
            cut.add(Arrays.copyOfRange(bytes, at, to));
            at = to;
        }
        return cut;
    }

    static byte[] joined(List<byte[]> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
