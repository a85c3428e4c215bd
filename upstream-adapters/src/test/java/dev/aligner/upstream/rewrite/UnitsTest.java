package dev.aligner.upstream.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UnitsTest {
    private static List<String> cut(String text, Random pieces) {
        Units units = new Units(Window.SENTENCE);
        List<String> cut = new ArrayList<>();
        int from = 0;
        int at = 0;
        while (at < text.length()) {
            int to = Math.min(text.length(), at + 1 + pieces.nextInt(7));
            units.append(text.substring(at, to));
            at = to;
            if (at == text.length()) {
                units.complete();
            }
            for (OptionalInt end = units.next(); end.isPresent(); end = units.next()) {
                cut.add(text.substring(from, end.getAsInt()));
                from = end.getAsInt();
            }
        }
        return cut;
    }

    @Property(tries = 1000)
    void unitsDependOnTheTextAloneAndJoinToIt(@ForAll("texts") String text, @ForAll long one, @ForAll long other) {
        List<String> units = cut(text, new Random(one));

        assertThat(String.join("", units)).isEqualTo(text);
        assertThat(units).doesNotContain("");
        assertThat(cut(text, new Random(other))).isEqualTo(units);
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> bits = Arbitraries.of(
                "Six legs",
                ".",
                ". ",
                "! ",
                "?\n",
                "\n\n",
                "e.g. ",
                "3.14 ",
                "1. ",
                "```\n",
                "```java\n",
                "`x.` ",
                "“No.” ",
                "。",
                "😀",
                "it was",
                " A",
                "  ",
                "{\"a\":",
                "[",
                "x".repeat(150),
                "long ".repeat(60),
                "J. ",
                "...",
                "~~~\n",
                "`",
                "``");
        return bits.list().ofMaxSize(20).map(list -> String.join("", list));
    }

    @ParameterizedTest
    @MethodSource("sentences")
    void sentencesLinesAndBlocksAreUnits(String text, List<String> units) {
        assertThat(cut(text, new Random(1))).isEqualTo(units);
    }

    static Stream<Arguments> sentences() {
        return Stream.of(
                Arguments.of(
                        "It has six. Dr. No agrees, e.g. here.", List.of("It has six. ", "Dr. No agrees, e.g. here.")),
                Arguments.of(
                        "Pi is 3.14 or so! \"Really?\" Yes.", List.of("Pi is 3.14 or so! ", "\"Really?\" ", "Yes.")),
                Arguments.of("1. One.\n2. Two.\n", List.of("1. One.\n", "2. Two.\n")),
                Arguments.of(
                        "See:\n\n```\na. B\n\nc. D\n```\nDone.",
                        List.of("See:\n\n", "```\na. B\n\nc. D\n```\n", "Done.")),
                Arguments.of("六本です。八本です。", List.of("六本です。", "八本です。")),
                Arguments.of("Wait... what? no", List.of("Wait... what? no")),
                Arguments.of("- a\n  - b\n", List.of("- a\n", "  - b\n")),
                Arguments.of("{\"a\": \"b. C\"}\n", List.of("{\"a\": \"b. C\"}\n")));
    }

    @Test
    void aUnitIsToldAsSoonAsItCanBe() {
        Units units = new Units(Window.SENTENCE);
        units.append("Six legs. ");
        assertThat(units.next()).isEmpty();

        units.append("I");

        assertThat(units.next()).hasValue(10);
        assertThat(units.next()).isEmpty();
    }

    @Test
    void aTextWithoutAnEndIsCutAtASpace() {
        assertThat(cut("word ".repeat(300), new Random(3)))
                .allSatisfy(unit -> assertThat(unit.length()).isLessThanOrEqualTo(Units.LONGEST))
                .allSatisfy(unit -> assertThat(unit).endsWith(" "));
        assertThat(cut("😀".repeat(500), new Random(3)))
                .allSatisfy(unit -> assertThat(unit.length() % 2).isZero());
        // one character, as a reader counts: marks of two halves each behind a letter
        assertThat(cut("a" + "\uD834\uDD67".repeat(500), new Random(3)))
                .hasSizeGreaterThan(1)
                .allSatisfy(unit -> assertThat(unit.charAt(unit.length() - 1)).isEqualTo('\uDD67'));
    }
}
