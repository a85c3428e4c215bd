package dev.aligner.service;

import dev.aligner.upstream.Recorded;
import dev.aligner.upstream.Wire;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Answers that say something and call a tool, as the wires have them. What stands beside a call is not for the reader, so
 * nothing of such an answer may change.
 *
 * @param events of the stream, without what frames them
 */
record ToolCalls(Wire wire, String path, String whole, List<String> events) {

    static List<ToolCalls> all() {
        return List.of(chat(), responses(), anthropic(), gemini(), ollama(), cohere(), bedrock());
    }

    byte[] stream() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        events.forEach(event -> out.writeBytes(framed(event)));
        return out.toByteArray();
    }

    private byte[] framed(String event) {
        return switch (wire) {
            case BEDROCK_CONVERSE -> Recorded.frame(event);
            case OLLAMA_CHAT -> (event + "\n").getBytes(StandardCharsets.UTF_8);
            default -> ("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8);
        };
    }

    @Override
    public String toString() {
        return wire.wireName();
    }

    private static ToolCalls chat() {
        return new ToolCalls(Wire.OPENAI_CHAT, "/v1/chat/completions", """
                {"choices":[{"index":0,"message":{"role":"assistant","content":"Six legs.","tool_calls":[{"id":"t","type":"function","function":{"name":"six","arguments":"{\\"six\\":6}"}}]},"finish_reason":"tool_calls"}]}""", List.of("""
                        {"choices":[{"index":0,"delta":{"role":"assistant","content":"Six legs."},"finish_reason":null}]}""", """
                        {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t","type":"function","function":{"name":"six","arguments":""}}]},"finish_reason":null}]}""", """
                        {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"six\\":6}"}}]},"finish_reason":null}]}""", """
                        {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""", "[DONE]"));
    }

    private static ToolCalls responses() {
        String output = """
                [{"type":"message","content":[{"type":"output_text","text":"Six legs."}]},{"type":"function_call","call_id":"t","name":"six","arguments":"{\\"six\\":6}"}]""";
        return new ToolCalls(
                Wire.OPENAI_RESPONSES,
                "/v1/responses",
                "{\"status\":\"completed\",\"output\":" + output + "}",
                List.of(
                        """
                        {"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"Six legs."}""",
                        """
                        {"type":"response.output_item.added","output_index":1,"item":{"type":"function_call","call_id":"t","name":"six"}}""",
                        """
                        {"type":"response.function_call_arguments.delta","output_index":1,"delta":"{\\"six\\":6}"}""",
                        "{\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"output\":" + output
                                + "}}"));
    }

    private static ToolCalls anthropic() {
        return new ToolCalls(Wire.ANTHROPIC_MESSAGES, "/v1/messages", """
                {"content":[{"type":"text","text":"Six legs."},{"type":"tool_use","id":"t","name":"six","input":{"six":6}}],"stop_reason":"tool_use"}""", List.of("""
                        {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""", """
                        {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Six legs."}}""", """
                        {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"six","input":{}}}""", """
                        {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"six\\":6}"}}""", """
                        {"type":"message_delta","delta":{"stop_reason":"tool_use"}}""", """
                        {"type":"message_stop"}"""));
    }

    private static ToolCalls gemini() {
        String whole = """
                {"candidates":[{"content":{"role":"model","parts":[{"text":"Six legs."},{"functionCall":{"name":"six","args":{"six":6}}}]},"finishReason":"STOP"}]}""";
        return new ToolCalls(
                Wire.GEMINI_CONTENT,
                "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
                whole,
                List.of("""
                        {"candidates":[{"content":{"role":"model","parts":[{"text":"Six legs."}]}}]}""", """
                        {"candidates":[{"content":{"role":"model","parts":[{"functionCall":{"name":"six","args":{"six":6}}}]},"finishReason":"STOP"}]}"""));
    }

    private static ToolCalls ollama() {
        return new ToolCalls(Wire.OLLAMA_CHAT, "/api/chat", """
                {"message":{"role":"assistant","content":"Six legs.","tool_calls":[{"function":{"name":"six","arguments":{"six":6}}}]},"done":true}""", List.of("""
                        {"message":{"role":"assistant","content":"Six legs."},"done":false}""", """
                        {"message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"six","arguments":{"six":6}}}]},"done":false}""", """
                        {"message":{"role":"assistant","content":""},"done":true,"done_reason":"stop"}"""));
    }

    private static ToolCalls cohere() {
        return new ToolCalls(Wire.COHERE_CHAT, "/v2/chat", """
                {"message":{"role":"assistant","content":[{"type":"text","text":"Six legs."}],"tool_calls":[{"id":"t","type":"function","function":{"name":"six","arguments":"{}"}}]},"finish_reason":"TOOL_CALL"}""", List.of("""
                        {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}""", """
                        {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Six legs."}}}}""", """
                        {"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"t","type":"function","function":{"name":"six","arguments":""}}}}}""", """
                        {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{}"}}}}}""", """
                        {"type":"message-end","delta":{"finish_reason":"TOOL_CALL"}}"""));
    }

    private static ToolCalls bedrock() {
        return new ToolCalls(
                Wire.BEDROCK_CONVERSE,
                "/model/anthropic.claude%3A0/converse-stream",
                """
                {"output":{"message":{"role":"assistant","content":[{"text":"Six legs."},{"toolUse":{"toolUseId":"t","name":"six","input":{"six":6}}}]}},"stopReason":"tool_use"}""",
                List.of("""
                        {"contentBlockIndex":0,"delta":{"text":"Six legs."}}""", """
                        {"contentBlockIndex":0}""", """
                        {"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"t","name":"six"}}}""", """
                        {"contentBlockIndex":1,"delta":{"toolUse":{"input":"{\\"six\\":6}"}}}""", """
                        {"stopReason":"tool_use"}"""));
    }
}
