package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.upstream.Wire;
import dev.aligner.upstream.frame.AwsFrames;
import dev.aligner.upstream.json.JsonText;
import dev.aligner.upstream.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

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
        assertThat(told.unasked().headers()).containsKey("Retry-After").doesNotContainKey("x-should-retry");
    }

    @ParameterizedTest
    @CsvSource({
        "400, false, false",
        "404, false, false",
        "408, false, true",
        "413, false, false",
        "422, false, false",
        "429, false, true",
        "429, true,  true",
        "500, false, false",
        "502, false, true",
        "502, true,  false",
        "503, false, true",
        "503, true,  false",
        "504, true,  false"
    })
    void aClientIsToTryAgainWhereThatMayHelpAndCostsNothingTwice(int status, boolean paid, boolean again) {
        SurfaceError error = new SurfaceError(Wire.OPENAI_CHAT, status, "c", "m", null, null);
        SurfaceError told = paid ? error : error.unasked();

        assertThat(told.headers().containsKey("x-should-retry")).isNotEqualTo(again);
        assertThat(told.body()).isEqualTo(error.body());
    }

    private static final String MESSAGE = "\"late: \\\"300\\\" ms\\n\"";

    static Stream<Arguments> ends() {
        String openAi = "data: {\"error\":{\"message\":" + MESSAGE
                + ",\"type\":\"service_unavailable_error\",\"code\":\"deadline\",\"param\":null}}\n\n";
        String ollama = "{\"error\":" + MESSAGE + "}\n";
        return Stream.of(
                Arguments.of(Wire.OPENAI_CHAT, openAi),
                Arguments.of(Wire.OPENAI_COMPLETIONS, openAi),
                Arguments.of(
                        Wire.OPENAI_RESPONSES,
                        "event: error\ndata: {\"type\":\"error\",\"code\":\"deadline\",\"message\":" + MESSAGE
                                + ",\"param\":null,\"sequence_number\":8}\n\n"),
                Arguments.of(Wire.OLLAMA_CHAT, ollama),
                Arguments.of(Wire.OLLAMA_GENERATE, ollama));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void aStreamEndsInTheFormOfItsWire(Wire wire, String end) {
        byte[] before = "event: e\ndata: {\"sequence_number\": 7,\"delta\":\"\\\"sequence_number\\\": 9\"}\n\n"
                .getBytes(StandardCharsets.UTF_8);

        assertThat(error(wire).lastEvent(before))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ANTHROPIC_MESSAGES | event: error~data:  | type                | error
            ANTHROPIC_MESSAGES | event: error~data:  | error.type          | overloaded_error
            ANTHROPIC_MESSAGES | event: error~data:  | request_id          | r-1
            GEMINI_CONTENT     | ''                  | error.status        | DEADLINE_EXCEEDED
            COHERE_CHAT        | data:               | type                | message-end
            COHERE_CHAT        | data:               | delta.finish_reason | ERROR
            """)
    void aStreamEndsWithAnObjectOfItsWire(Wire wire, String prefix, String field, String value) {
        String begin = prefix.replace('~', '\n') + (prefix.isEmpty() ? "" : " ");

        String end = new String(error(wire).lastEvent(null), StandardCharsets.UTF_8);

        assertThat(end).startsWith(begin + "{").endsWith("}\n\n").contains(MESSAGE);
        JsonValue at = JsonText.parse(end.substring(begin.length()).strip().getBytes(StandardCharsets.UTF_8))
                .root();
        for (String name : field.split("\\.", -1)) {
            at = at.at(name);
        }
        assertThat(at.string()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "429, throttlingException",
        "503, serviceUnavailableException",
        "502, modelStreamErrorException",
        "504, internalServerException",
        "400, validationException"
    })
    void aBinaryStreamEndsWithAFrameThatIsAnException(int status, String type) {
        byte[] end = new SurfaceError(Wire.BEDROCK_CONVERSE, status, "c", "late", null, null).lastEvent(null);

        AwsFrames reader = new AwsFrames();
        assertThat(reader.push(end)).singleElement().satisfies(frame -> {
            assertThat(frame.payload()).asString(StandardCharsets.UTF_8).isEqualTo("{\"message\":\"late\"}");
            assertThat(frame.raw()).isEqualTo(end);
        });
        assertThat(reader.broken()).isFalse();
        assertThat(new String(end, StandardCharsets.ISO_8859_1))
                .contains(
                        "\15:message-type\7\0\11exception",
                        "\17:exception-type\7\0" + (char) type.length() + type,
                        "\15:content-type\7\0\20application/json");
    }
}
