package dev.aligner.trainer.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.trainer.data.RandomRows;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangedTargetsTest {
    private static final LetterTokens TOKENS = new LetterTokens();

    /** The marks stand under the correction's bytes and its end: ^ for a change, . for a copy. */
    @ParameterizedTest
    @CsvSource({
        "a bad cat, a good cat, ..^^^^.....",
        "a bad cat, a bad cat, ..........",
        "a bad cat, a cat, ..^...",
        "a cat, a bad cat, ..^^^^....",
        "a cat you fool, a cat, .....^",
        "a cat, a cat sat, .....^^^^^",
        "yes, no, ^^^",
        "x é y, x ü y, ..^^...",
        "蜘蛛有六, 蜘蛛有八, .........^^^^"
    })
    void whatTheAnswerDoesNotForetellIsChanged(String answer, String correction, String marks) {
        assertThat(marks(answer, correction)).isEqualTo(marks);
    }

    private static String marks(String answer, String correction) {
        int[] target = TOKENS.target(correction);
        ChangedTargets targets = ChangedTargets.of(answer, target, TOKENS);
        StringBuilder marks = new StringBuilder();
        for (int i = 0; i < target.length; i++) {
            marks.append(targets.isChanged(i) ? '^' : '.');
        }
        return marks.toString();
    }

    @Property(tries = 500)
    void nothingIsChangedExactlyWhenTheTextsAreEqual(
            @ForAll("texts") String answer, @ForAll("texts") String correction) {
        int[] target = TOKENS.target(correction);
        String written = TokenSpans.of(target, target.length - 1, TOKENS).text();
        ChangedTargets targets = ChangedTargets.of(answer, target, TOKENS);
        assertThat(targets.changed() == 0).isEqualTo(answer.equals(written));
        assertThat(targets.changed()).isLessThanOrEqualTo(targets.targets());
        assertThat(targets.targets()).isEqualTo(target.length);
    }

    @Provide
    Arbitrary<String> texts() {
        return RandomRows.texts().filter(text -> !text.contains("\u0000"));
    }
}
