package dev.aligner.service.plug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.ErrorCode;
import dev.aligner.service.config.Plug;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KongTest extends PlugTestBase {
    private static final String PATH = Plug.KONG.path();
    private static final String OUTPUT = recorded("kong-output.json");

    private void observed(String body, String expected) {
        assertThat(reply(PATH, body).replaceFirst("corr_[0-9a-z]{26}", "corr_")).isEqualTo(expected);
    }

    @Test
    void itSaysWhatItWouldHaveDoneAndNeverBlocks() {
        observed(OUTPUT, "{\"block\":false,\"action\":\"CORRECTED\",\"id\":\"corr_\"}");
        observed(OUTPUT.replace("six", "eight"), "{\"block\":false,\"action\":\"NONE\",\"id\":\"corr_\"}");
        observed(OUTPUT.replace("OUTPUT", "INPUT"), "{\"block\":false,\"action\":\"NONE\",\"id\":\"corr_\"}");
        observed(
                "{\"source\":\"OUTPUT\",\"content\":\"six\"}",
                "{\"block\":false,\"action\":\"BYPASSED\",\"id\":\"corr_\",\"reason\":\"no_question\"}");
        assertThat(requests).hasSize(2);
    }

    @Test
    void aFailureIsNoReasonToBlock() {
        corrector = failing(ErrorCode.QUEUE_FULL);

        observed(OUTPUT, "{\"block\":false,\"action\":\"BYPASSED\",\"id\":\"corr_\",\"reason\":\"queue_full\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"source":"OUTPUT"}                              | content
            {"content":"six"}                                | source
            {"source":"output","content":"six"}              | source
            {"source":"OUTPUT","content":"a","question":[1]} | question
            """)
    void whatIsNotACallIsRefusedByField(String body, String field) {
        refused(PATH, body, field);
    }
}
