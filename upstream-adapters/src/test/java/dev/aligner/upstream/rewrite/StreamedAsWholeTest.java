package dev.aligner.upstream.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.upstream.Answer;
import dev.aligner.upstream.Piece;
import dev.aligner.upstream.Wire;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An answer is treated alike whether it comes in one piece or as a stream: what must stay in one stays in the other. */
class StreamedAsWholeTest {
    private static String corrected(String text) {
        return text.replace("six", "eight");
    }

    /**
     * An answer, and the same as a stream.
     *
     * @param why its texts must stay, or "none"
     * @param texts what is said after all
     */
    private record Case(Wire wire, String why, List<String> texts, String body, List<String> events) {
        byte[] stream() {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            events.forEach(event -> out.writeBytes(Spoken.framed(wire, event)));
            return out.toByteArray();
        }

        @Override
        public String toString() {
            return wire.wireName() + " " + why + " " + texts.size();
        }
    }

    static Stream<Case> answers() {
        return Stream.of(openAi(), responses(), anthropic(), gemini(), others()).flatMap(List::stream);
    }

    private static Case of(Wire wire, String why, List<String> texts, String body, String events) {
        return new Case(wire, why, texts, body, events.lines().toList());
    }

    private static List<Case> openAi() {
        String array = "\"content\":[{\"type\":\"text\",\"text\":\"a six\"},{\"type\":\"text\",\"text\":\"b six\"}]";
        List<Case> cases = new ArrayList<>();
        Map<String, String> beside = new LinkedHashMap<>();
        beside.put(
                "\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"custom\":{\"name\":\"n\",\"input\":\"six\"}}]",
                "TOOL_CALL");
        beside.put("\"function_call\":{\"name\":\"f\",\"arguments\":\"six\"}", "TOOL_CALL");
        beside.put("\"annotations\":[{\"type\":\"url_citation\"}]", "CITED");
        beside.put("\"refusal\":\"six\"", "REFUSAL");
        beside.put("\"audio\":{\"id\":\"six\"}", "UNSUPPORTED_FORMAT");
        beside.forEach((member, why) -> cases.add(new Case(
                Wire.OPENAI_CHAT,
                why,
                List.of("a six", "b six"),
                "{\"choices\":[{\"message\":{" + array + "," + member + "},\"logprobs\":{\"content\":[1]}}]}",
                List.of(
                        "{\"choices\":[{\"delta\":{" + array + "},\"logprobs\":{\"content\":[1]}}]}",
                        "{\"choices\":[{\"delta\":{" + member + "}}]}",
                        "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}"))));
        cases.add(new Case(
                Wire.OPENAI_CHAT,
                "none",
                List.of("a eight", "b eight"),
                "{\"choices\":[{\"message\":{" + array + "}}]}",
                List.of("{\"choices\":[{\"delta\":{" + array + "},\"finish_reason\":\"stop\"}]}", "[DONE]")));
        return cases;
    }

    private static List<Case> responses() {
        String said = "{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"a six\"}]}";
        String call = "{\"type\":\"function_call\",\"name\":\"f\",\"arguments\":\"six\"}";
        String cited =
                "{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"a six\",\"annotations\":[{}]}]}";
        return List.of(
                of(
                        Wire.OPENAI_RESPONSES,
                        "TOOL_CALL",
                        List.of("a six"),
                        "{\"output\":[" + said + "," + call + "]}",
                        """
                        {"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"a six"}
                        {"type":"response.output_text.done","output_index":0,"content_index":0,"text":"a six"}
                        {"type":"response.output_item.done","output_index":0,"item":%s}
                        {"type":"response.output_item.added","output_index":1,"item":%s}
                        {"type":"response.completed","response":{"status":"completed","output":[%s,%s]}}
                        """.formatted(said, call, said, call)),
                of(Wire.OPENAI_RESPONSES, "CITED", List.of("a six"), "{\"output\":[" + cited + "]}", """
                        {"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"a six"}
                        {"type":"response.output_text.annotation.added","output_index":0,"content_index":0,"annotation":{}}
                        {"type":"response.completed","response":{"status":"completed","output":[%s]}}
                        """.formatted(
                                cited)));
    }

    private static List<Case> anthropic() {
        String text = """
                {"type":"content_block_start","index":%1$d,"content_block":{"type":"text","text":""}}
                {"type":"content_block_delta","index":%1$d,"delta":{"type":"text_delta","text":"%2$s six"}}
                """;
        String stop = "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"%s\"}}\n{\"type\":\"message_stop\"}";
        return List.of(
                of(
                        Wire.ANTHROPIC_MESSAGES,
                        "TOOL_CALL",
                        List.of("a six", "b six"),
                        "{\"content\":[{\"type\":\"text\",\"text\":\"a six\"},{\"type\":\"tool_use\"},{\"type\":\"text\",\"text\":\"b six\"}]}",
                        text.formatted(0, "a")
                                + "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\"}}\n"
                                + text.formatted(2, "b")
                                + stop.formatted("tool_use")),
                of(
                        Wire.ANTHROPIC_MESSAGES,
                        "CITED",
                        List.of("a six", "b eight"),
                        "{\"content\":[{\"type\":\"text\",\"text\":\"a six\",\"citations\":[{}]},{\"type\":\"text\",\"text\":\"b six\"}]}",
                        text.formatted(0, "a")
                                + "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"citations_delta\"}}\n"
                                + text.formatted(1, "b")
                                + stop.formatted("end_turn")),
                of(
                        Wire.ANTHROPIC_MESSAGES,
                        "VERBATIM_TURN",
                        List.of("a six"),
                        "{\"content\":[{\"type\":\"text\",\"text\":\"a six\"}],\"stop_reason\":\"pause_turn\"}",
                        text.formatted(0, "a") + stop.formatted("pause_turn")));
    }

    private static List<Case> gemini() {
        String part = "{\"text\":\"%s six\"}";
        String said = "{\"candidates\":[{\"content\":{\"parts\":[%s]}%s}]}";
        String run = "{\"executableCode\":{\"code\":\"six\"}}";
        String call = "{\"functionCall\":{\"name\":\"six\"}}";
        String grounded = ",\"groundingMetadata\":{\"groundingSupports\":[]}";
        return List.of(
                of(
                        Wire.GEMINI_CONTENT,
                        "TOOL_CALL",
                        List.of("a six", "b six"),
                        said.formatted(part.formatted("a") + "," + call + "," + part.formatted("b"), ""),
                        String.join(
                                "\n",
                                said.formatted(part.formatted("a"), ""),
                                said.formatted(call, ""),
                                said.formatted(part.formatted("b"), ",\"finishReason\":\"STOP\""))),
                of(
                        Wire.GEMINI_CONTENT,
                        "CITED",
                        List.of("a six", "b six"),
                        said.formatted(part.formatted("a") + "," + run + "," + part.formatted("b"), grounded),
                        String.join(
                                "\n",
                                said.formatted(part.formatted("a"), ""),
                                said.formatted(run, ""),
                                said.formatted(part.formatted("b"), ""),
                                said.formatted("", grounded + ",\"finishReason\":\"STOP\""))),
                of(
                        Wire.GEMINI_CONTENT,
                        "none",
                        List.of("a eightb eight"),
                        said.formatted(
                                part.formatted("a") + "," + part.formatted("b"), ",\"logprobsResult\":{\"a\":1}"),
                        said.formatted(
                                part.formatted("a") + "," + part.formatted("b"),
                                ",\"logprobsResult\":{\"a\":1},\"finishReason\":\"STOP\"")));
    }

    private static List<Case> others() {
        String cohere = """
                {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"thinking","thinking":"six"}}}}
                {"type":"content-start","index":1,"delta":{"message":{"content":{"type":"text","text":""}}}}
                {"type":"content-delta","index":1,"delta":{"message":{"content":{"text":"a six"}}},"logprobs":{"a":[1]}}
                %s
                {"type":"message-end","delta":{"finish_reason":"COMPLETE"}}
                """;
        String whole =
                "{\"message\":{\"content\":[{\"type\":\"thinking\",\"thinking\":\"six\"},{\"type\":\"text\",\"text\":\"a six\"}]%s},\"logprobs\":[{\"a\":1}]}";
        return List.of(
                of(
                        Wire.COHERE_CHAT,
                        "TOOL_CALL",
                        List.of("a six"),
                        whole.formatted(",\"tool_plan\":\"six\",\"tool_calls\":[{\"id\":\"t\"}]"),
                        cohere.formatted("""
                                {"type":"tool-plan-delta","delta":{"message":{"tool_plan":"six"}}}
                                {"type":"tool-call-start","index":0,"delta":{}}""")),
                of(
                        Wire.COHERE_CHAT,
                        "CITED",
                        List.of("a six"),
                        whole.formatted(",\"citations\":[{\"start\":0}]"),
                        cohere.formatted("{\"type\":\"citation-start\",\"index\":0,\"delta\":{}}")),
                of(
                        Wire.COHERE_CHAT,
                        "none",
                        List.of("a eight"),
                        whole.formatted(""),
                        cohere.formatted("{\"type\":\"content-end\",\"index\":1}")),
                of(
                        Wire.OLLAMA_CHAT,
                        "TOOL_CALL",
                        List.of("a six"),
                        "{\"message\":{\"content\":\"a six\",\"tool_calls\":[{}]},\"done\":true}",
                        """
                        {"message":{"content":"a s"},"done":false}
                        {"message":{"content":"ix","tool_calls":[{}]},"done":false}
                        {"message":{"content":""},"done":true}
                        """),
                of(
                        Wire.BEDROCK_CONVERSE,
                        "TOOL_CALL",
                        List.of("a six"),
                        "{\"output\":{\"message\":{\"content\":[{\"reasoningContent\":{}},{\"text\":\"a six\"},{\"toolUse\":{}}]}}}",
                        """
                        {"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"six"}}}
                        {"contentBlockIndex":1,"delta":{"text":"a six"}}
                        {"contentBlockIndex":2,"start":{"toolUse":{"toolUseId":"t","name":"f"}}}
                        {"stopReason":"tool_use"}
                        """));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void bothSayTheSameForTheSameReason(Case answer) {
        Answer whole = answer.wire().answer(answer.body().getBytes(StandardCharsets.UTF_8));
        Map<Piece, String> said = new LinkedHashMap<>();
        whole.texts()
                .forEach(text ->
                        said.put(text.piece(), text.untouched() == null ? corrected(text.text()) : text.text()));
        byte[] corrected = whole.with(said);

        assertThat(String.valueOf(whole.texts().get(0).untouched()))
                .isEqualTo(answer.why().equals("none") ? "null" : answer.why());
        assertThat(answer.wire().answer(corrected).texts())
                .extracting(Answer.Text::text)
                .isEqualTo(answer.texts());
        for (long seed = 0; seed < 20; seed++) {
            Playback run = new Playback(
                            new StreamRewriter(answer.wire().stream(), Window.WHOLE, 100_000),
                            StreamedAsWholeTest::corrected)
                    .run(answer.stream(), new Random(seed));
            Map<Piece, String> streamed = Spoken.deltas(Spoken.events(answer.wire(), run.sent()));
            streamed.values().removeIf(String::isEmpty);

            assertThat(streamed).isEqualTo(said);
            if (answer.texts().stream().noneMatch(text -> text.contains("eight"))) {
                assertThat(run.sent()).isEqualTo(answer.stream());
            }
            assertThat(run.left())
                    .extracting(left -> left.why().name())
                    .allMatch(answer.why()::equals)
                    .hasSize(
                            answer.why().equals("none")
                                    ? 0
                                    : (int) whole.texts().stream()
                                            .filter(text -> text.untouched() != null)
                                            .count());
        }
    }

    /** Log-probabilities do not outlive their text, whichever part of the answer it is, and stay with one that stays. */
    @ParameterizedTest
    @MethodSource("answers")
    void logProbabilitiesGoWithTheirText(Case answer) {
        if (!answer.body().contains("logprobs")) {
            return;
        }
        Answer whole = answer.wire().answer(answer.body().getBytes(StandardCharsets.UTF_8));
        Map<Piece, String> said = new LinkedHashMap<>();
        whole.texts().stream()
                .filter(text -> text.untouched() == null)
                .forEach(text -> said.put(text.piece(), corrected(text.text())));
        Playback run = new Playback(
                        new StreamRewriter(answer.wire().stream(), Window.WHOLE, 100_000),
                        StreamedAsWholeTest::corrected)
                .run(answer.stream(), new Random(1));

        boolean corrected = answer.why().equals("none");
        assertThat(new String(whole.with(said), StandardCharsets.UTF_8).contains("null"))
                .isEqualTo(corrected);
        assertThat(run.text().contains("null")).isEqualTo(corrected);
    }
}
