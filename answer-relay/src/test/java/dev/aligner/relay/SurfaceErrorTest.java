package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.upstream.Wire;
import dev.aligner.upstream.json.JsonText;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SurfaceErrorTest {
    private static SurfaceError error(Wire wire) {
        return new SurfaceError(wire, 504, "deadline", "late: \"300\" ms\n", null, "r-1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            OPENAI_CHAT        | {"error":{"message":"late: \\"300\\" ms\\n","type":"service_unavailable_error","code":"deadline","param":null}}
            ANTHROPIC_MESSAGES | {"type":"error","error":{*},"request_id":"r-1"}
            OLLAMA_CHAT        | {"error":"late: \\"300\\" ms\\n"}
            COHERE_CHAT        | {"message":"late: \\"300\\" ms\\n"}
            """)
    void eachWireHasItsForm(Wire wire, String form) {
        String body = new String(error(wire).body(), StandardCharsets.UTF_8);

        int star = form.indexOf('*');
        assertThat(body).startsWith(star < 0 ? form : form.substring(0, star));
        assertThat(body).endsWith(star < 0 ? form : form.substring(star + 1));
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void eachIsJsonThatSaysTheMessage(Wire wire) {
        assertThat(JsonText.parse(error(wire).body()).root().present()).isTrue();
        assertThat(new String(error(wire).body(), StandardCharsets.UTF_8)).contains("late: \\\"300\\\" ms\\n");
    }

    @Test
    void whatABrokenModelSaysIsForTheOperator() {
        SurfaceError told = SurfaceError.of(
                Wire.OPENAI_CHAT, AlignerException.of(ErrorCode.MODEL_FAILED, "tensor 7: secret"), null);

        assertThat(told.status()).isEqualTo(500);
        assertThat(new String(told.body(), StandardCharsets.UTF_8)).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "UNAUTHENTICATED,401,authentication_error,UNAUTHENTICATED",
        "FORBIDDEN,403,permission_error,PERMISSION_DENIED",
        "RATE_LIMITED,429,rate_limit_error,RESOURCE_EXHAUSTED"
    })
    void whoMayNotAskIsToldInTheWordsOfTheWire(ErrorCode code, int status, String type, String google) {
        AlignerException error = AlignerException.of(code, "no");
        for (Wire wire : new Wire[] {Wire.OPENAI_CHAT, Wire.ANTHROPIC_MESSAGES}) {
            SurfaceError told = SurfaceError.of(wire, error, null);
            assertThat(told.status()).isEqualTo(status);
            assertThat(JsonText.parse(told.body()).root().at("error").at("type").string())
                    .isEqualTo(type);
            // a client that tries again once its limit lets it does right
            assertThat(told.headers().containsKey("x-should-retry")).isEqualTo(status != 429);
        }
        assertThat(JsonText.parse(SurfaceError.of(Wire.GEMINI_CONTENT, error, null)
                                .body())
                        .root()
                        .at("error")
                        .at("status")
                        .string())
                .isEqualTo(google);
    }

    @Test
    void whatMayBeTriedAgainSaysWhen() {
        SurfaceError told =
                SurfaceError.of(Wire.OPENAI_CHAT, AlignerException.of(ErrorCode.DRAINING, "draining"), null);

        assertThat(told.status()).isEqualTo(503);
        assertThat(told.headers()).containsKey("Retry-After").containsEntry("x-should-retry", "false");
    }
}
