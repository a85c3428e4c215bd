package dev.aligner.upstream.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void aLiteralIsReplacedAndEveryOtherByteKept() {
        String text = " {\"n\" : 1.0,\"ü😀\":[ 9223372036854775807, true,{\"a\":\"six\\n\"} ], \"n\":1e3 }\n";
        JsonText json = JsonText.parse(utf8(text));
        JsonValue.Text old =
                (JsonValue.Text) json.root().at("ü😀").each().get(2).at("a");

        byte[] changed = Splice.apply(json.bytes(), List.of(json.replacing(old, "\"eight\"\u0001😀")));

        assertThat(old.text()).isEqualTo("six\n");
        assertThat(utf8(changed)).isEqualTo(text.replace("\"six\\n\"", "\"\\\"eight\\\"\\u0001😀\""));
        assertThat(json.root().at("n").at("x").present()).isFalse();
    }

    /** Values of every kind stand where they say. */
    @Property
    void everyStringAndScalarStandsWhereItSays(@ForAll("texts") List<String> texts) {
        StringBuilder written = new StringBuilder("[");
        for (String text : texts) {
            written.append(utf8(JsonStrings.literal(text, text.length() % 2 == 0)))
                    .append(" , -12.50e+7,null ,{\"")
                    .append("k")
                    .append("\":false},");
        }
        byte[] bytes = utf8(written.append("0]").toString());

        List<String> read = new ArrayList<>();
        for (JsonValue value : JsonText.parse(bytes).root().each()) {
            String literal = utf8(java.util.Arrays.copyOfRange(bytes, value.from(), value.to()));
            if (value instanceof JsonValue.Text text) {
                read.add(text.text());
                assertThat(literal).startsWith("\"").endsWith("\"");
            } else if (value instanceof JsonValue.Scalar scalar) {
                assertThat(literal).isEqualTo(scalar.spelling());
            } else {
                assertThat(literal).isEqualTo("{\"k\":false}");
            }
        }
        assertThat(read).isEqualTo(texts);
    }

    @Provide
    Arbitrary<List<String>> texts() {
        return Arbitraries.strings()
                .withChars('a', '"', '\\', '\n', '\u0000', '\u007f', 'ü', '\u2028')
                .withChars("\uD83D\uDE00")
                .ofMaxLength(12)
                .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text))
                .list()
                .ofMaxSize(6);
    }

    @Test
    void whoWroteOnlyAsciiGetsOnlyAscii() {
        JsonText json = JsonText.parse(utf8("\"caf\\u00e9\""));

        Splice splice = json.replacing((JsonValue.Text) json.root(), "thé 😀");

        assertThat(utf8(splice.replacement())).isEqualTo("\"th\\u00e9 \\ud83d\\ude00\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {"x":1}                      | {}
                    {"x":1, "a":2}               | {"a":2}
                    {"a":2, "x":{"y":[1,2]}}     | {"a":2}
                    { "a":2 , "x":1 , "b":3 }    | { "a":2 , "b":3 }
                    {"x":1,"a":2,"x":3,"x":4}    | {"a":2}
                    {"x":1,"x":2}                | {}
                    {"a":{"x":1}}                | {"a":{"x":1}}
                    ["x"]                        | ["x"]
                    """)
    void aMemberIsTakenOutWithItsComma(String text, String without) {
        assertThat(utf8(JsonText.parse(utf8(text)).without("x"))).isEqualTo(without);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{\"a\":}", "{} {}", "\"secret", "nul", "{\"a\":1,}", "\uFEFFx"})
    void whatIsNoJsonIsRefusedWithoutQuotingIt(String text) {
        assertThatThrownBy(() -> JsonText.parse(utf8(text)))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void endlessNestingIsRefused() {
        assertThatThrownBy(() -> JsonText.parse(utf8("[".repeat(100_000)))).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void splicesMayNotOverlap() {
        byte[] bytes = utf8("abcdef");
        Splice one = new Splice(1, 3, utf8("X"));

        assertThat(utf8(Splice.apply(bytes, List.of(new Splice(4, 4, utf8("Y")), one))))
                .isEqualTo("aXdYef");
        assertThatThrownBy(() -> Splice.apply(bytes, List.of(one, new Splice(2, 4, utf8("Y")))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
