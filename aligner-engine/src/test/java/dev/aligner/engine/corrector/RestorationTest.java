package dev.aligner.engine.corrector;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestorationTest {
    /** As a tokenizer that squeezes white space, folds ligatures and does not know emoji. */
    private static String read(String text) {
        return text.replaceAll("\\s+", " ").replace("\ufb01", "fi").replace("\ud83d\ude00", "");
    }

    private static String restored(String text, String output) {
        return new Restoration(text, read(text), RestorationTest::read).restored(output);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(" ", "  ", "\n", "\n\n", "fine", "\ufb01ne", "\ud83d\ude00", "so", ",", ".", "\u4f60")
                .list()
                .ofMaxSize(12)
                .map(pieces -> String.join("", pieces));
    }

    @Property
    void whatWasReadIsTheTextItself(@ForAll("texts") String text) {
        assertThat(restored(text, read(text))).isEqualTo(text);
    }

    @Property
    void aTextThatCanBeWrittenIsLeftAsItCame(@ForAll("texts") String text, @ForAll("texts") String output) {
        assertThat(Restoration.none(text).restored(output)).isEqualTo(output);
    }

    @Property
    void theModelReadsWhatIsDeliveredAsWhatItWrote(@ForAll("texts") String text, @ForAll("texts") String other) {
        String output = read(other);
        String restored = restored(text, output);

        assertThat(read(restored).replace(" ", "")).isEqualTo(output.replace(" ", ""));
    }

    @Property
    void whatHasLeftAlreadyStays(@ForAll("texts") String text, @ForAll("texts") String output) {
        String restored = restored(text, output);
        int common = 0;
        while (common < Math.min(text.length(), output.length()) && text.charAt(common) == output.charAt(common)) {
            common++;
        }
        assertThat(restored).startsWith(text.substring(0, common));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "One.//Two bad things.|One. Two things.|One.//Two things.",
                "One bad thing.//Two.|One thing. Two.|One thing.//Two.",
                "One.//Two.|One. Three. Two.|One.//Three. Two.",
                "One.//Two.|One.Two.|One.Two.",
                "One.//Two.//Three.|One. Three.|One.//Three.",
                "One.//Two.|Nothing.|Nothing.",
            })
    void whatIsLeftAloneKeepsItsOwnCharacters(String text, String output, String expected) {
        String own = text.replace('/', '\n');

        assertThat(restored(own, output)).isEqualTo(expected.replace('/', '\n'));
    }

    @Test
    void aWordThatLooksLikeAnotherIsNotTakenForIt() {
        String text = "\ufb01ne\nfine, so";

        assertThat(restored(text, "fine good, so")).isIn("fine good, so", "\ufb01ne\ngood, so");
    }

    @Test
    void anUnknownCharacterStaysWhereNothingAroundItChanged() {
        String text = "Fine \ud83d\ude00, you \ufb01sh.";

        assertThat(restored(text, "Fine , my fish.")).isEqualTo("Fine \ud83d\ude00, my \ufb01sh.");
    }
}
