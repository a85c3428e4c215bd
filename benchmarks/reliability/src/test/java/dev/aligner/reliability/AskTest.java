package dev.aligner.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By what a loss is told from an answer. */
class AskTest {
    private static final Texts.Text TEXT = new Texts.Text("Why?", "So.");

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    {"action":"NONE","correction":"So.","reason":null};true
                    {"action":"NONE","correction":"Another's.","reason":null};false
                    {"action":"CORRECTED","correction":"Because.","reason":null};true
                    {"action":"CORRECTED","correction":"","reason":null};false
                    {"action":"BYPASSED","correction":"So.","reason":"too_large"};true
                    {"action":"BYPASSED","correction":"So.","reason":null};false
                    {"action":"ELSE","correction":"So.","reason":null};false
                    {"action":"NONE","correction":"So;false
                    {};false
                    """)
    void aCorrectionIsWholeAndOneOfItsAnswer(String body, boolean whole) {
        assertThat(Ask.correction(TEXT).whole().test(body)).isEqualTo(whole);
    }

    @Test
    void aStreamIsWholeWithItsEnd() {
        Ask correction = Ask.correctionStream(TEXT);
        assertThat(correction.whole().test("event: result\ndata: {}\n\n")).isTrue();
        assertThat(correction.whole().test("event: delta\ndata: {}\n\n")).isFalse();
        assertThat(correction.whole().test("event: error\ndata: {}\n\n")).isFalse();
        Ask chat = Ask.chatStream(TEXT, "window");
        assertThat(chat.whole().test("data: {}\n\ndata: [DONE]\n\n")).isTrue();
        assertThat(chat.whole().test("data: {}\n\n")).isFalse();
    }

    @Test
    void aBatchIsWholeWithAllItsLines() {
        Ask batch = Ask.batch(List.of(TEXT, TEXT));
        assertThat(batch.body().lines()).hasSize(2);
        assertThat(batch.whole().test("{\"action\":\"NONE\"}\n{\"action\":\"NONE\"}\n"))
                .isTrue();
        assertThat(batch.whole().test("{\"action\":\"NONE\"}\n{\"error\":{}}\n"))
                .isFalse();
    }
}
