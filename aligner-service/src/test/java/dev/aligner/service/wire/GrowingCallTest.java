package dev.aligner.service.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.aligner.core.AlignerException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrowingCallTest {
    private static final CorrectionReader READER =
            new CorrectionReader(new WireLimits(20, 30, 10, 2, Duration.ofSeconds(60), Duration.ofSeconds(300)));

    private final GrowingCall call = new GrowingCall(READER);

    private void take(int number, String line) {
        call.take(number, line.getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<List<String>> parts() {
        return Arbitraries.of("a", "", "six legs", "😀", "\n", "\"").list().ofMaxSize(3);
    }

    @Property
    void howTheAnswerIsCutChangesNothing(@ForAll("parts") List<String> parts, @ForAll boolean begun) {
        GrowingCall growing = new GrowingCall(READER);
        StringBuilder answer = new StringBuilder(begun ? "It has" : "");
        growing.take(
                1, StrictJson.write(begun ? Map.of("question", "q", "answer", "It has") : Map.of("question", "q")));
        for (int i = 0; i < parts.size(); i++) {
            growing.take(2 + i, StrictJson.write(Map.of("append", parts.get(i))));
            answer.append(parts.get(i));
            assertThat(growing.answer().toString()).isEqualTo(answer.toString());
        }
        byte[] atOnce = StrictJson.write(Map.of("question", "q", "answer", answer.toString()));
        assertThat(growing.whole()).isEqualTo(READER.readBody(StrictJson.parse(atOnce)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "lines[2].append|missing|{}",
                "lines[2].append|number|{\"append\":1}",
                "lines[2].append|surrogate|{\"append\":\"\\ud83d\"}",
                "lines[2].answer|unknown|{\"answer\":\"a\"}",
                "lines[2]|array|[]",
                "answer|31 characters|{\"append\":\"12345678901234567890\"}"
            })
    void aLineThatIsWrongIsNamed(String field, String said, String line) {
        take(1, "{\"question\":\"q\",\"answer\":\"1\"}");
        take(2, "{\"append\":\"1234567890\"}");
        AlignerException error = catchThrowableOfType(AlignerException.class, () -> take(3, line));
        assertThat(error.field()).isEqualTo(field);
        assertThat(error).hasMessageContaining(said).hasMessageStartingWith(field);
        assertThat(call.answer().toString()).isEqualTo("11234567890");
    }

    @Test
    void theFirstLineIsTheCall() {
        AlignerException error =
                catchThrowableOfType(AlignerException.class, () -> take(1, "{\"append\":\"a\",\"question\":\"q\"}"));
        assertThat(error.field()).isEqualTo("append");
    }

    @Test
    void aLineThatIsNoJsonIsCounted() {
        take(1, "{\"question\":\"q\"}");
        assertThatThrownBy(() -> take(4, "{\"append\":"))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageStartingWith("line 4 of the body");
    }

    @Test
    void withoutALineThereIsNoCall() {
        assertThatThrownBy(call::whole)
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("empty");
    }
}
