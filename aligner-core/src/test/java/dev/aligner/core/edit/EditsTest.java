package dev.aligner.core.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.aligner.core.Texts;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class EditsTest {

    @Test
    void oneWordChangedIsOneEditOfThatWord() {
        String answer = "A spider has six legs.";
        List<Edit> edits = Edits.between(answer, "A spider has eight legs.");
        assertThat(edits).containsExactly(new Edit(13, 16, "eight"));
        assertThat(Edits.ratio(answer, edits)).isCloseTo(8.0 / 46, within(1e-12));
    }

    @Test
    void offsetsCountCodePoints() {
        assertThat(Edits.between("\ud83d\ude00 six", "\ud83d\ude00 eight")).containsExactly(new Edit(2, 5, "eight"));
    }

    @Test
    void emojiIsReplacedWhole() {
        String family = "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67";
        String couple = "\ud83d\udc68\u200d\ud83d\udc69";
        assertThat(Edits.between("x" + family, "x" + couple)).containsExactly(new Edit(1, 6, couple));
    }

    @Test
    void chineseIsComparedByCharacter() {
        assertThat(Edits.between("蜘蛛有六条腿。", "蜘蛛有八条腿。")).containsExactly(new Edit(3, 4, "八"));
    }

    @Test
    void neighbouringChangesAreOneEdit() {
        assertThat(Edits.between("keep one,two keep", "keep three keep")).containsExactly(new Edit(5, 12, "three"));
    }

    @Test
    void everythingDeletedIsRatioOne() {
        List<Edit> edits = Edits.between("gone", "");
        assertThat(edits).containsExactly(new Edit(0, 4, ""));
        assertThat(Edits.ratio("gone", edits)).isEqualTo(1);
    }

    @Test
    void unrelatedLongTextsSurvive() {
        String answer = "alpha beta ".repeat(100_000);
        String correction = "beta gamma, alpha ".repeat(70_000);
        List<Edit> edits = Edits.between(answer, correction);
        assertThat(Edits.apply(answer, edits)).isEqualTo(correction);
    }

    @Test
    void editsOutOfOrderAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Edits.apply("abcdef", List.of(new Edit(2, 4, "x"), new Edit(3, 5, "y"))))
                .withMessageContaining("start 3 (expected: at least 4");
    }

    @Test
    void editBeyondTheAnswerIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Edits.apply("\ud83d\ude00b", List.of(new Edit(1, 3, "x"))))
                .withMessageContaining("1..3 (expected: within an answer of 2 code points)");
    }

    @Property(tries = 1000)
    void editsAppliedToTheAnswerAreTheCorrection(@ForAll("texts") String answer, @ForAll("texts") String correction) {
        assertThat(Edits.apply(answer, Edits.between(answer, correction))).isEqualTo(correction);
    }

    @Property(tries = 1000)
    void editsAreSortedApartAndEachChangesSomething(
            @ForAll("texts") String answer, @ForAll("texts") String correction) {
        int[] codePoints = answer.codePoints().toArray();
        int last = -1;
        for (Edit edit : Edits.between(answer, correction)) {
            assertThat(edit.start()).isGreaterThan(last);
            String replaced = new String(codePoints, edit.start(), edit.end() - edit.start());
            assertThat(edit.replacement()).isNotEqualTo(replaced);
            last = edit.end();
        }
    }

    @Property(tries = 1000)
    void ratioIsZeroExactlyWhenUnchanged(@ForAll("texts") String answer, @ForAll("texts") String correction) {
        List<Edit> edits = Edits.between(answer, correction);
        double ratio = Edits.ratio(answer, edits);
        assertThat(ratio).isBetween(0.0, 1.0);
        assertThat(ratio == 0).isEqualTo(answer.equals(correction)).isEqualTo(edits.isEmpty());
    }

    @Property(tries = 500)
    void smallChangeInsideATextStaysSmall(@ForAll("texts") String before, @ForAll("texts") String after) {
        List<Edit> edits =
                Edits.between(before + "\nspider six legs\n" + after, before + "\nspider eight legs\n" + after);
        assertThat(edits)
                .singleElement()
                .satisfies(edit -> assertThat(edit.replacement()).isEqualTo("eight"));
    }

    @Provide
    Arbitrary<String> texts() {
        return Texts.hard();
    }
}
