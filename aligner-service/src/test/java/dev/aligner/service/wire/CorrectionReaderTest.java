package dev.aligner.service.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorrectionReaderTest {
    private static final CorrectionReader READER =
            new CorrectionReader(new WireLimits(20, 30, 10, 2, Duration.ofSeconds(60), Duration.ofSeconds(300)));

    private static CorrectionCall read(String json) {
        return READER.readBody(StrictJson.parse(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aNegativeZeroIsZero() {
        assertThat(read("{\"question\":\"q\",\"answer\":\"a\",\"strength\":-0.0}")
                        .request()
                        .strengthOr(1))
                .isEqualTo(0.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "answer|missing|{\"question\":\"q\"}",
                "answer|missing|{\"question\":\"q\",\"answer\":null}",
                "answer|array|{\"question\":\"q\",\"answer\":[\"a\"]}",
                "question|both missing|{\"answer\":\"a\"}",
                "question|both given|{\"question\":\"q\",\"messages\":[],\"answer\":\"a\"}",
                "question|number|{\"question\":3,\"answer\":\"a\"}",
                "strength|1.0E9|{\"question\":\"q\",\"answer\":\"a\",\"strength\":1e9}",
                "passes|0 (expected: 1..8)|{\"question\":\"q\",\"answer\":\"a\",\"passes\":0}",
                "best_of|17 (expected: 1..16)|{\"question\":\"q\",\"answer\":\"a\",\"best_of\":17}",
                "min_margin|string|{\"question\":\"q\",\"answer\":\"a\",\"min_margin\":\"3\"}",
                "min_margin|Infinity|{\"question\":\"q\",\"answer\":\"a\",\"min_margin\":1e999}",
                "steering|-5.0 (expected: -4.0..4.0)|{\"question\":\"q\",\"answer\":\"a\",\"steering\":-5}",
                "strength|string|{\"question\":\"q\",\"answer\":\"a\",\"strength\":\"1\"}",
                "temprature|temprature|{\"question\":\"q\",\"answer\":\"a\",\"temprature\":1}",
                "sampling.temprature|temperature|{\"question\":\"q\",\"answer\":\"a\",\"sampling\":{\"temprature\":1}}",
                "sampling.top_k|integer|{\"question\":\"q\",\"answer\":\"a\",\"sampling\":{\"top_k\":1.0}}",
                "sampling.top_k|99999999999|{\"question\":\"q\",\"answer\":\"a\",\"sampling\":{\"top_k\":99999999999}}",
                "sampling.stop|boolean|{\"question\":\"q\",\"answer\":\"a\",\"sampling\":{\"stop\":[true]}}",
                "sampling|array|{\"question\":\"q\",\"answer\":\"a\",\"sampling\":[]}",
                "evidence|all|{\"question\":\"q\",\"answer\":\"a\",\"evidence\":\"all\"}",
                "stream|string|{\"question\":\"q\",\"answer\":\"a\",\"stream\":\"true\"}",
                "timeout_ms|300000|{\"question\":\"q\",\"answer\":\"a\",\"timeout_ms\":300001}",
                "answer|surrogate|{\"question\":\"q\",\"answer\":\"\\ud800\"}",
                "messages[0].role|robot|{\"messages\":[{\"role\":\"robot\",\"content\":\"c\"}],\"answer\":\"a\"}",
                "messages[0].name|role|{\"messages\":[{\"role\":\"user\",\"content\":\"c\",\"name\":\"n\"}],\"answer\":\"a\"}",
                "messages|role user|{\"messages\":[{\"role\":\"assistant\",\"content\":\"c\"}],\"answer\":\"a\"}",
            })
    void aRefusalNamesItsFieldAndWhatIsWrong(String field, String word, String json) {
        AlignerException refusal = catchThrowableOfType(AlignerException.class, () -> read(json));
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_FIELD);
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal).hasMessageContaining(word);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "question|{\"question\":\"123456789012345678901\",\"answer\":\"a\"}",
                "answer|{\"question\":\"q\",\"answer\":\"1234567890123456789012345678901\"}",
                "instruction|{\"question\":\"q\",\"answer\":\"a\",\"instruction\":\"12345678901\"}",
                "messages|{\"messages\":[{\"role\":\"system\",\"content\":\"12345678901\"},{\"role\":\"user\",\"content\":\"12345678901\"}],\"answer\":\"a\"}",
                "messages|{\"messages\":[{},{},{}],\"answer\":\"a\"}",
            })
    void eachTextHasItsOwnLimit(String field, String json) {
        AlignerException refusal = catchThrowableOfType(AlignerException.class, () -> read(json));
        assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(refusal.field()).isEqualTo(field);
    }

    @Test
    void limitsCountCodePoints() {
        String twenty = "\uD83D\uDE00".repeat(20);
        assertThat(read("{\"question\":\"" + twenty + "\",\"answer\":\"a\"}")
                        .request()
                        .question()
                        .lastTurn())
                .isEqualTo(twenty);
    }

    @Test
    void aConversationKeepsItsTurns() {
        CorrectionCall call =
                read("{\"messages\":[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"u\"}],"
                        + "\"answer\":\"a\",\"timeout_ms\":5,\"sampling\":{\"seed\":-1,\"stop\":[\"x\"]}}");
        assertThat(call.request().question().messages())
                .containsExactly(new Message(Message.Role.SYSTEM, "s"), new Message(Message.Role.USER, "u"));
        assertThat(call.request().timeout()).isEqualTo(Duration.ofMillis(5));
        assertThat(call.request().sampling().seed()).isEqualTo(-1);
        assertThat(call.request().sampling().stop()).containsExactly("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{'question':1}",
                "NaN",
                "{\"a\":1}{",
                "{\"question\":\"q\",\"question\":\"q\"}",
                "{\"sampling\":{\"seed\":1,\"seed\":1}}",
                "\uFEFF\uFEFF{}"
            })
    void whatIsNotOneJsonTextIsMalformed(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(MalformedInputException.class);
    }

    @Test
    void nestingIsBounded() {
        assertThatThrownBy(() -> read("[".repeat(100_000)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("nested");
    }

    @Property
    void noBytesGetPastTheReaderButByItsTwoErrors(@ForAll byte[] bytes) {
        try {
            READER.readBody(StrictJson.parse(bytes));
        } catch (MalformedInputException | AlignerException expected) {
            assertThat(expected).hasMessageNotContaining("\n");
        }
    }

    @Property
    void anyWholeTextSurvivesTheWayThroughJson(@ForAll String answer) {
        byte[] json = StrictJson.write(Map.of("question", "q", "answer", answer));
        if (StrictText.loneSurrogate(answer) < 0 && answer.codePointCount(0, answer.length()) <= 30) {
            assertThat(READER.readBody(StrictJson.parse(json)).request().answer())
                    .isEqualTo(answer);
        }
    }
}
