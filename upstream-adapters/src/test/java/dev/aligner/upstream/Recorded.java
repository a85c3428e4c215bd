package dev.aligner.upstream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * Exchanges as providers document or send them: the question asks for the legs of a spider and the answer is wrong in one
 * or two pieces.
 *
 * @param request with a field {@code aligner} that is none of the provider's
 * @param texts of the answer's pieces, in order
 */
public record Recorded(Wire wire, String path, String request, String body, byte[] stream, List<String> texts) {
    static final String QUESTION = "How many legs has a spider?";

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static List<Recorded> all() {
        return List.of(
                chat(),
                completions(),
                responses(),
                anthropic(),
                gemini(),
                ollamaChat(),
                ollamaGenerate(),
                cohere(),
                bedrock());
    }

    private static String events(String... lines) {
        return List.of(lines).stream().map(line -> "data: " + line + "\n\n").collect(Collectors.joining());
    }

    private static Recorded chat() {
        return new Recorded(
                Wire.OPENAI_CHAT,
                "/v1/chat/completions",
                """
                {"model":"m", "temperature":1.0, "seed":9223372036854775807,"aligner":{"instruction":"safer"},
                 "messages":[{"role":"developer","content":"Be brief."},
                  {"role":"user","content":[{"type":"text","text":"How many legs has a spider?"},{"type":"image_url","image_url":{"url":"data:,"}}]}]}
                """,
                """
                {"id":"c1","object":"chat.completion","created":1,"model":"m","x_unknown":1.0,
                 "choices":[{"index":0,"message":{"role":"assistant","content":"Six legs, a six.","refusal":null,"reasoning_content":"six"},"logprobs":null,"finish_reason":"stop"},
                  {"index":1,"message":{"role":"assistant","content":"It has \\u0073ix\\n\\u2713.","annotations":[]},"logprobs":{"content":[{"token":"It"}]},"finish_reason":"length"}],
                 "usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}
                """,
                utf8(events("""
                                {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""", """
                                {"id":"c1","created":1,"model":"m","choices":[{"index":0,"delta":{"reasoning_content":"six?"}}]}""", """
                                {"id":"c1","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Six le"},"logprobs":{"content":[]},"finish_reason":null}],"obfuscation":"abc"}""", """
                                {"id":"c1","created":1,"model":"m","choices":[{"index":1,"delta":{"content":"It has six\\n✓."},"finish_reason":"length"}]}""") + ": keep-alive\n\n" + events("""
                                {"id":"c1","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"gs, a six."},"finish_reason":null}]}""", """
                                {"id":"c1","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""", """
                                {"id":"c1","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}""", "[DONE]")),
                List.of("Six legs, a six.", "It has six\n✓."));
    }

    private static Recorded completions() {
        return new Recorded(
                Wire.OPENAI_COMPLETIONS,
                "/openai/v1/completions",
                """
                {"model":"m","prompt":["How many legs has a spider?"],"stream":true,"aligner":{}}""",
                """
                {"id":"p1","object":"text_completion","choices":[{"text":" six","index":0,"logprobs":null,"finish_reason":"stop"}]}""",
                utf8(events("""
                        {"id":"p1","object":"text_completion","choices":[{"index":0,"text":" s","logprobs":null,"finish_reason":null}]}""", """
                        {"id":"p1","object":"text_completion","choices":[{"index":0,"text":"ix","logprobs":null,"finish_reason":"stop"}]}""", "[DONE]")),
                List.of(" six"));
    }

    private static Recorded responses() {
        String message = """
                {"id":"m1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"Six legs."}]}""";
        return new Recorded(
                Wire.OPENAI_RESPONSES,
                "/v1/responses",
                """
                {"model":"m","instructions":"Be brief.","aligner":{"a":1},"input":[{"role":"user","content":[{"type":"input_text","text":"How many legs has a spider?"}]}]}""",
                """
                {"id":"r1","object":"response","status":"completed","output":[{"id":"rs","type":"reasoning","summary":[]}, %s],"usage":{"output_tokens":3}}""".formatted(message),
                utf8(named("response.created", """
                                {"type":"response.created","sequence_number":0,"response":{"id":"r1","status":"in_progress","output":[]}}""")
                        + named("response.output_item.added", """
                                {"type":"response.output_item.added","sequence_number":1,"output_index":1,"item":{"id":"m1","type":"message","content":[]}}""")
                        + named("response.content_part.added", """
                                {"type":"response.content_part.added","sequence_number":2,"item_id":"m1","output_index":1,"content_index":0,"part":{"type":"output_text","text":"","annotations":[]}}""")
                        + named("response.output_text.delta", """
                                {"type":"response.output_text.delta","sequence_number":3,"item_id":"m1","output_index":1,"content_index":0,"delta":"Six","logprobs":[]}""")
                        + named("response.output_text.delta", """
                                {"type":"response.output_text.delta","sequence_number":4,"item_id":"m1","output_index":1,"content_index":0,"delta":" legs."}""")
                        + named("response.output_text.done", """
                                {"type":"response.output_text.done","sequence_number":5,"item_id":"m1","output_index":1,"content_index":0,"text":"Six legs."}""")
                        + named("response.content_part.done", """
                                {"type":"response.content_part.done","sequence_number":6,"item_id":"m1","output_index":1,"content_index":0,"part":{"type":"output_text","text":"Six legs.","annotations":[]}}""")
                        + named("response.output_item.done", """
                                {"type":"response.output_item.done","sequence_number":7,"output_index":1,"item":%s}""".formatted(message))
                        + named("response.completed", """
                                {"type":"response.completed","sequence_number":8,"response":{"id":"r1","status":"completed","output":[{"id":"rs","type":"reasoning","summary":[]},%s]}}""".formatted(message))),
                List.of("Six legs."));
    }

    private static String named(String name, String data) {
        return "event: " + name + "\r\ndata: " + data + "\r\n\r\n";
    }

    private static Recorded anthropic() {
        return new Recorded(
                Wire.ANTHROPIC_MESSAGES,
                "/v1/messages",
                """
                {"model":"m","max_tokens":99,"stream":true,"system":[{"type":"text","text":"Be brief."}],"messages":[
                 {"role":"user","content":"Hello"},{"role":"assistant","content":"Hi"},{"role":"user","content":"How many legs has a spider?"}],"aligner":{"x":[1]}}""",
                """
                {"id":"msg_1","type":"message","role":"assistant","content":[{"type":"thinking","thinking":"six","signature":"c2l4"},{"type":"text","text":"Six legs."}],"stop_reason":"end_turn","usage":{"input_tokens":9,"output_tokens":5}}""",
                utf8(named("message_start", """
                                {"type":"message_start","message":{"id":"msg_1","role":"assistant","content":[],"stop_reason":null,"usage":{"input_tokens":9,"output_tokens":1}}}""")
                        + named("content_block_start", """
                                {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}""")
                        + named("content_block_delta", """
                                {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"six"}}""")
                        + named("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}")
                        + named("content_block_start", """
                                {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}""")
                        + named("ping", "{\"type\": \"ping\"}")
                        + named("content_block_delta", """
                                {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Six legs"}}""")
                        + named("content_block_delta", """
                                {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"."}}""")
                        + named("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":1}")
                        + named("message_delta", """
                                {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":5}}""")
                        + named("message_stop", "{\"type\":\"message_stop\"}")),
                List.of("Six legs."));
    }

    private static Recorded gemini() {
        return new Recorded(
                Wire.GEMINI_CONTENT,
                "/v1beta/models/gemini-2.5-flash:streamGenerateContent",
                """
                {"aligner":{"a":1},"systemInstruction":{"parts":[{"text":"Be brief."}]},"contents":[{"parts":[{"text":"How many legs has a spider?"},{"inlineData":{"mimeType":"image/png","data":""}}]}]}""",
                """
                {"candidates":[{"content":{"role":"model","parts":[{"text":"six?","thought":true},{"text":"Six legs."}]},"finishReason":"STOP"},
                 {"index":1,"content":{"role":"model","parts":[{"text":"A six."}]},"finishReason":"STOP"}],"usageMetadata":{"totalTokenCount":12}}""",
                utf8(events("""
                        {"candidates":[{"content":{"role":"model","parts":[{"text":"six?","thought":true}]}}],"modelVersion":"g","responseId":"r"}""", """
                        {"candidates":[{"content":{"role":"model","parts":[{"text":"S"},{"text":"ix"}]}},{"index":1,"content":{"parts":[{"text":"A six."}]},"finishReason":"STOP"}],"responseId":"r"}""", """
                        {"candidates":[{"content":{"role":"model","parts":[{"text":" legs."}]}}],"responseId":"r"}""", """
                        {"candidates":[{"content":{"role":"model","parts":[{"text":"","thoughtSignature":"QUI="}]},"finishReason":"STOP"}],"usageMetadata":{"totalTokenCount":12},"responseId":"r"}""")),
                List.of("Six legs.", "A six."));
    }

    private static Recorded ollamaChat() {
        return new Recorded(Wire.OLLAMA_CHAT, "/api/chat", """
                {"model":"m","messages":[{"role":"user","content":"How many legs has a spider?"}],"aligner":null}""", """
                {"model":"m","message":{"role":"assistant","content":"Six legs.","thinking":"six"},"done":true,"done_reason":"stop","eval_count":3}""", utf8("""
                        {"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"","thinking":"six"},"done":false}
                        {"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"Six "},"done":false}

                        {"model":"m","created_at":"2026-01-01T00:00:01Z","message":{"role":"assistant","content":"legs."},"done":true,"done_reason":"stop","eval_count":3}
                        """), List.of("Six legs."));
    }

    private static Recorded ollamaGenerate() {
        return new Recorded(Wire.OLLAMA_GENERATE, "/api/generate", """
                {"model":"m","prompt":"How many legs has a spider?","aligner":true,"stream":false}""", """
                {"model":"m","response":"Six legs.","done":true,"done_reason":"stop","context":[1,2,3]}""", utf8("""
                        {"model":"m","response":"Six","done":false}
                        {"model":"m","response":" legs.","done":false}
                        {"model":"m","response":"","done":true,"done_reason":"stop","context":[1,2,3]}
                        """), List.of("Six legs."));
    }

    private static Recorded cohere() {
        return new Recorded(
                Wire.COHERE_CHAT,
                "/v2/chat",
                """
                {"model":"m","stream":true,"messages":[{"role":"user","content":"How many legs has a spider?"}],"aligner":{}}""",
                """
                {"id":"1","message":{"role":"assistant","content":[{"type":"thinking","thinking":"six"},{"type":"text","text":"Six legs."}]},"finish_reason":"COMPLETE","usage":{"tokens":{"output_tokens":3}}}""",
                utf8(events("""
                        {"type":"message-start","id":"1","delta":{"message":{"role":"assistant","content":[]}}}""", """
                        {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"thinking","thinking":"six"}}}}""", """
                        {"type":"content-start","index":1,"delta":{"message":{"content":{"type":"text","text":""}}}}""", """
                        {"type":"content-delta","index":1,"delta":{"message":{"content":{"text":"Six"}}}}""", """
                        {"type":"content-delta","index":1,"delta":{"message":{"content":{"text":" legs."}}}}""", """
                        {"type":"content-end","index":1}""", """
                        {"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"tokens":{"output_tokens":3}}}}""")),
                List.of("Six legs."));
    }

    private static Recorded bedrock() {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (String event : List.of(
                "{\"role\":\"assistant\",\"p\":\"ab\"}",
                "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Six\"},\"p\":\"abc\"}",
                "{\"contentBlockIndex\":0,\"delta\":{\"text\":\" legs.\"}}",
                "{\"contentBlockIndex\":0}",
                "{\"stopReason\":\"end_turn\"}",
                "{\"usage\":{\"outputTokens\":3},\"metrics\":{\"latencyMs\":80}}")) {
            stream.writeBytes(frame(event));
        }
        return new Recorded(
                Wire.BEDROCK_CONVERSE,
                "/model/anthropic.claude%3A0/converse-stream",
                """
                {"system":[{"text":"Be brief."}],"messages":[{"role":"user","content":[{"text":"How many legs has a spider?"}]}],"aligner":{}}""",
                """
                {"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"six"}}},{"text":"Six legs."}]}},"stopReason":"end_turn","usage":{"inputTokens":9}}""",
                stream.toByteArray(),
                List.of("Six legs."));
    }

    /** A frame of Amazon's event stream with one header. */
    public static byte[] frame(String json) {
        byte[] header = utf8("\u000b:event-type\u0007\u0000\u0001x");
        byte[] payload = utf8(json);
        int length = 16 + header.length + payload.length;
        ByteBuffer out = ByteBuffer.allocate(length).putInt(length).putInt(header.length);
        out.putInt(crc(out.array(), 8)).put(header).put(payload);
        return out.putInt(crc(out.array(), length - 4)).array();
    }

    private static int crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    @Override
    public String toString() {
        return wire.wireName();
    }
}
