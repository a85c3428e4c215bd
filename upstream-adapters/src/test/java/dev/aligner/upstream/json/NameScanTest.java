package dev.aligner.upstream.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameScanTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {"aligner":{}}                  | true
            {"a":"b","aligner" : 1}         | true
            {"\\u0061ligner":{}}            | true
            {"aligne\\u0072":1}             | true
            {"said":"the \\"aligner\\""}    | false
            {"said":"an aligner"}           | false
            {"said":"caf\\u00e9 \\u2713"}   | false
            {"aligners":1,"Aligner":2}      | false
            {"x":"\\u00                     | false
            {}                              | false
            """)
    void aNameIsFoundWithoutReading(String json, boolean found) {
        assertThat(NameScan.mayHold(utf8(json), "aligner")).isEqualTo(found);
    }

    @Property(tries = 500)
    void whatIsNotFoundIsNotThere(@ForAll("jsons") String json) {
        byte[] bytes = utf8(json);
        boolean there = JsonText.parse(bytes).root().at("aligner").present();

        assertThat(NameScan.mayHold(bytes, "aligner") || !there).isTrue();
    }

    @Provide
    Arbitrary<String> jsons() {
        Arbitrary<String> name = Arbitraries.integers().between(0, 127).map(mask -> {
            StringBuilder spelled = new StringBuilder();
            for (int i = 0; i < 7; i++) {
                char letter = "aligner".charAt(i);
                spelled.append(
                        (mask >> i & 1) == 0
                                ? String.valueOf(letter)
                                : String.format(Locale.ROOT, "\\u%04x", (int) letter));
            }
            return spelled.toString();
        });
        return Arbitraries.oneOf(name, Arbitraries.of("a", "aligne", "x\\\"aligner"))
                .map(key -> "{\"m\":1,\"" + key + "\":{}}");
    }
}
