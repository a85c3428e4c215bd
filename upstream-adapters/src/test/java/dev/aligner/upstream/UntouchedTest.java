package dev.aligner.upstream;

import static dev.aligner.upstream.Recorded.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What must stay as it is, and what is no question. */
class UntouchedTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            OPENAI_CHAT        | {"choices":[{"message":{"content":"Let me look.","tool_calls":[{"id":"t"}]}}]}                        | TOOL_CALL
            OPENAI_CHAT        | {"choices":[{"message":{"content":"Let me look.","function_call":{"name":"f"}}}]}                     | TOOL_CALL
            OPENAI_CHAT        | {"choices":[{"message":{"content":"I can't.","refusal":"I can't."}}]}                                 | REFUSAL
            OPENAI_CHAT        | {"choices":[{"message":{"content":"See [1].","annotations":[{"type":"url_citation"}]}}]}              | CITED
            OPENAI_CHAT        | {"choices":[{"message":{"content":"Hm.","audio":{"id":"a"}}}]}                                        | UNSUPPORTED_FORMAT
            OPENAI_CHAT        | {"choices":[{"message":{"content":"{\\"legs\\": 6}"}}]}                                               | JSON_MODE
            OPENAI_CHAT        | {"choices":[{"message":{"content":" [1, 2] "}}]}                                                      | JSON_MODE
            OPENAI_CHAT        | {"choices":[{"message":{"content":"```java\\nint six;\\n```\\n"}}]}                                   | CODE_ONLY
            OPENAI_CHAT        | {"choices":[{"message":{"content":" \\n"}}]}                                                          | NO_TEXT
            OPENAI_CHAT        | {"choices":[{"message":{"content":"half \\uD83D"}}]}                                                  | UNSUPPORTED_FORMAT
            OPENAI_CHAT        | {"choices":[{"message":{"content":"[see] the code:\\n```\\nx\\n```"}}]}                               | none
            OPENAI_RESPONSES   | {"output":[{"type":"message","phase":"commentary","content":[{"type":"output_text","text":"Hm."}]}]}  | TOOL_CALL
            OPENAI_RESPONSES   | {"output":[{"type":"message","content":[{"type":"output_text","text":"A.","annotations":[{}]}]}]}     | CITED
            OPENAI_RESPONSES   | {"output":[{"type":"message","content":[{"type":"output_text","text":"A."}]},{"type":"function_call"}]} | TOOL_CALL
            OPENAI_RESPONSES   | {"output":[{"type":"message","content":[{"type":"output_text","text":"A."}]},{"type":"custom_tool_call"}]} | TOOL_CALL
            OPENAI_RESPONSES   | {"output":[{"type":"web_search_call"},{"type":"message","content":[{"type":"output_text","text":"A."}]}]} | none
            ANTHROPIC_MESSAGES | {"content":[{"type":"text","text":"Look."},{"type":"tool_use","id":"t"}]}                             | TOOL_CALL
            ANTHROPIC_MESSAGES | {"content":[{"type":"text","text":"A.","citations":[{}]}]}                                            | CITED
            ANTHROPIC_MESSAGES | {"content":[{"type":"text","text":"A."}],"stop_reason":"pause_turn"}                                  | VERBATIM_TURN
            GEMINI_CONTENT     | {"candidates":[{"content":{"parts":[{"text":"A."}]},"groundingMetadata":{"a":1}}]}                    | CITED
            GEMINI_CONTENT     | {"candidates":[{"content":{"parts":[{"text":"A."},{"functionCall":{}}]}}]}                            | TOOL_CALL
            OLLAMA_CHAT        | {"message":{"content":"A.","tool_calls":[{}]},"done":true}                                            | TOOL_CALL
            COHERE_CHAT        | {"message":{"content":[{"type":"text","text":"A."}],"tool_calls":[{"id":"t"}]}}                       | TOOL_CALL
            COHERE_CHAT        | {"message":{"content":[{"type":"text","text":"A."}],"citations":[{"start":0}]}}                       | CITED
            BEDROCK_CONVERSE   | {"output":{"message":{"content":[{"text":"A."},{"toolUse":{}}]}}}                                     | TOOL_CALL
            """)
    void aPieceSaysWhyItMustStay(Wire wire, String body, String why) {
        Answer answer = wire.answer(utf8(body));

        assertThat(String.valueOf(answer.texts().get(0).untouched())).isEqualTo(why.equals("none") ? "null" : why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            OPENAI_CHAT        | {"messages":[{"role":"user","content":"q"}],"response_format":{"type":"json_schema"}}  | JSON_MODE
            OPENAI_CHAT        | {"messages":[{"role":"tool","content":"q"}]}                                           | NO_QUESTION
            OPENAI_CHAT        | {"messages":[{"role":"user","content":[{"type":"image_url"}]}]}                        | NO_QUESTION
            OPENAI_COMPLETIONS | {"prompt":[1,2,3]}                                                                     | NO_QUESTION
            OPENAI_COMPLETIONS | {"prompt":"q","suffix":"}"}                                                            | CODE_ONLY
            OPENAI_COMPLETIONS | {"prompt":"q","echo":true}                                                             | UNSUPPORTED_FORMAT
            OPENAI_RESPONSES   | {"input":"q","text":{"format":{"type":"json_object"}}}                                 | JSON_MODE
            OPENAI_RESPONSES   | {"input":"q","background":true}                                                        | UNSUPPORTED_FORMAT
            ANTHROPIC_MESSAGES | {"messages":[{"role":"user","content":"q"}],"output_format":{"type":"json_schema"}}    | JSON_MODE
            ANTHROPIC_MESSAGES | {"messages":[{"role":"user","content":"q"}],"output_config":{"format":{"type":"json_schema"}}} | JSON_MODE
            GEMINI_CONTENT     | {"contents":[{"parts":[{"text":"q"}]}],"generationConfig":{"responseMimeType":"application/json"}} | JSON_MODE
            OLLAMA_CHAT        | {"messages":[{"role":"user","content":"q"}],"format":"json"}                           | JSON_MODE
            OLLAMA_CHAT        | {"messages":[]}                                                                        | NO_QUESTION
            OLLAMA_GENERATE    | {"prompt":"q","raw":true}                                                              | NO_QUESTION
            OLLAMA_GENERATE    | {"prompt":"q","suffix":"}"}                                                            | CODE_ONLY
            COHERE_CHAT        | {"messages":[{"role":"user","content":"q"}],"response_format":{"type":"json_object"}}  | JSON_MODE
            OPENAI_CHAT        | {"messages":                                                                           | PARSE_ERROR
            """)
    void aRequestSaysWhyItsAnswerMustStay(Wire wire, String body, Untouched why) {
        assertThat(wire.asked(utf8(body), "/").untouched()).isEqualTo(why);
    }

    @Test
    void theHistoryIsKeptUpToTheLastUser() {
        Asked asked = Wire.OPENAI_CHAT.asked(utf8("""
                {"messages":[{"role":"system","content":"s"},{"role":"user","content":"a"},{"role":"assistant","content":"b"},
                {"role":"user","content":"c"},{"role":"assistant","content":null,"tool_calls":[{}]},{"role":"tool","content":"t"}]}
                """), "/v1/chat/completions");

        assertThat(Objects.requireNonNull(asked.question()).messages())
                .extracting(Message::content)
                .containsExactly("s", "a", "b", "c");
    }

    @Test
    void whatTheClientBeganIsPartOfTheAnswerAndNotOfTheQuestion() {
        Asked asked = Wire.ANTHROPIC_MESSAGES.asked(
                utf8(
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"It has\"}]}"),
                "/v1/messages");

        assertThat(Objects.requireNonNull(asked.question()).singleTurn()).isTrue();
        assertThat(asked.begun()).isEqualTo("It has");
    }

    @Test
    void aToolCallBehindTextIsToldInAStream() {
        String stream = """
                data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t"}}

                event: error
                data: {"type":"error","error":{"type":"overloaded_error"}}

                """;

        List<StreamEvent> events = Wire.ANTHROPIC_MESSAGES.stream().push(utf8(stream));

        assertThat(events.get(1).untouchedChoices()).isEqualTo(Map.of(0, Untouched.TOOL_CALL));
        assertThat(events).extracting(StreamEvent::failed).containsExactly(false, false, true);
    }

    @Test
    void aCitationOfBedrocksIsOfItsBlock() {
        List<StreamEvent> events = Wire.BEDROCK_CONVERSE.stream()
                .push(Recorded.frame("{\"contentBlockIndex\":2,\"delta\":{\"citation\":{\"title\":\"t\"}}}"));

        assertThat(events.get(0).untouched()).isEqualTo(Map.of(new Piece(0, 2), Untouched.CITED));
        assertThat(events.get(0).untouchedChoices()).isEmpty();
    }

    @Test
    void somethingIsNotedAtTheEndOfAnEventBesideItsChange() {
        StreamEvent event = Wire.OLLAMA_CHAT.stream()
                .push(utf8("{\"done\":true, \"message\":{\"content\":\"Six.\"} }\n"))
                .get(0);

        byte[] bytes =
                event.change().text(0, "Eight.").note("aligner", utf8("{}")).bytes();

        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .isEqualTo("{\"done\":true, \"message\":{\"content\":\"Eight.\"},\"aligner\":{} }\n");
    }

    @Test
    void whatIsNoObjectTakesNoNote() {
        StreamEvent done =
                Wire.OPENAI_CHAT.stream().push(utf8("data: [DONE]\n\n")).get(0);

        assertThat(done.change().note("aligner", utf8("{}")).bytes()).isSameAs(done.raw());
        assertThat(Wire.OPENAI_CHAT.answer(utf8("[1]")).with(Map.of(), "aligner", utf8("{}")))
                .isEqualTo(utf8("[1]"));
        assertThat(Wire.OPENAI_CHAT.answer(utf8("{ }")).with(Map.of(), "aligner", utf8("{}")))
                .isEqualTo(utf8("{\"aligner\":{} }"));
    }

    @ParameterizedTest
    @CsvSource({"/v1/models", "/v1/embeddings", "/v1/chat/completions/x", "/v1beta/models/m:countTokens", "/api/tags"})
    void otherPathsSpeakNoWireOfOurs(String path) {
        assertThat(Wire.of(path)).isEmpty();
    }
}
