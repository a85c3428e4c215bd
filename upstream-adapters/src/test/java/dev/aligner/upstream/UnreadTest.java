package dev.aligner.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events of which nobody knows what they say, and those that only say nothing. */
class UnreadTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            OPENAI_CHAT | : comment~~        | false
            OPENAI_CHAT | event: ping~~      | false
            OPENAI_CHAT | data:~~            | false
            OPENAI_CHAT | data: [DONE]~~     | false
            OPENAI_CHAT | data: {"x":1}~~    | false
            OPENAI_CHAT | data: six legs~~   | true
            OPENAI_CHAT | data: {"x":~~      | true
            OLLAMA_CHAT | ~                  | false
            OLLAMA_CHAT | {"done":true}~     | false
            OLLAMA_CHAT | six legs~          | true
            """)
    void whatIsNoJsonIsUnread(Wire wire, String event, boolean unread) {
        byte[] bytes = event.replace('~', '\n').getBytes(StandardCharsets.UTF_8);

        assertThat(wire.stream().push(bytes))
                .singleElement()
                .extracting(StreamEvent::unread)
                .isEqualTo(unread);
    }
}
