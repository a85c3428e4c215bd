package dev.aligner.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Texts;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopDetectorTest {
    private static final String ANSWER = "A spider has six legs, and that is all there is to say about it.";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                " ",
                "\n",
                "ha ",
                "I am sorry. ",
                "\ud83d\ude00",
                "As an assistant I can not help you with this, and I will say so for as long as you let me say it. ",
            })
    void unitThatReturnsForEverIsALoop(String unit) {
        assertThat(new LoopDetector(ANSWER).feed("It has eight legs. " + unit.repeat(400)))
                .isTrue();
    }

    @Test
    void paragraphThatReturnsIsALoop() {
        String paragraph = "Sentence one of a paragraph that is long. ".repeat(3) + "And number "
                + "it ends with something of its own, the way that paragraphs do. ".repeat(2);
        assertThat(paragraph.length()).isBetween(200, Repetition.MAX_PERIOD);
        assertThat(new LoopDetector(ANSWER).feed(paragraph.repeat(5))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ha ha ha ha ha ha ha!",
                "Title\n----------------------------------------------------------------\n",
                "| name | legs |\n|------|------|\n| ant | 6 |\n| bee | 6 |\n| fly | 6 |\n| spider | 8 |\n| crab | 10 |\n",
                "* one\n* two\n* three\n* four\n* five\n* six\n* seven\n* eight\n* nine\n* ten\n",
                "very very very very very good",
                "Row, row, row your boat. Row, row, row your boat. Row, row, row your boat.",
            })
    void whatPeopleWriteIsNoLoop(String text) {
        assertThat(new LoopDetector(ANSWER).feed(text)).isFalse();
    }

    @Test
    void rulerOfTheAnswerMayBeCopiedAndGrowALittle() {
        String ruler = "-".repeat(400);
        assertThat(new LoopDetector("a\n" + ruler + "\nb").feed("a\n" + ruler + "--\nb"))
                .isFalse();
        assertThat(new LoopDetector("a\nb").feed("a\n" + ruler + "\nb")).isTrue();
    }

    @Test
    void repetitiveAnswerDoesNotLicenseAnEndlessOutput() {
        assertThat(new LoopDetector("-".repeat(400)).feed("ha ".repeat(400))).isTrue();
    }

    @Test
    void oneRowWiderThanInTheAnswerIsNoLoop() {
        assertThat(new LoopDetector("|    |    |\n".repeat(40)).feed("|     |    |\n".repeat(40)))
                .isFalse();
    }

    @Test
    void loopIsNoticedLongBeforeItsEnd() {
        LoopDetector detector = new LoopDetector(ANSWER);
        int fed = 0;
        while (!detector.feed("no ") && fed < 10_000) {
            fed++;
        }
        assertThat(fed * 3).isBetween(LoopDetector.MIN_STRETCH - 6, LoopDetector.MIN_STRETCH);
    }

    @Test
    void loopIsNotForgottenWhenTheOutputGoesOn() {
        LoopDetector detector = new LoopDetector(ANSWER);
        detector.feed("no ".repeat(100));
        assertThat(detector.feed("and then something else entirely")).isTrue();
    }

    @Property(tries = 100)
    void copyOfAnAnswerIsNeverALoop(@ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 60) int times) {
        String answer = "x" + text.repeat(times) + "y";
        assertThat(new LoopDetector(answer).feed(answer)).isFalse();
    }

    @Property(tries = 100)
    void everyWayOfCuttingGivesTheSame(
            @ForAll("texts") String head,
            @ForAll("texts") String unit,
            @ForAll @IntRange(min = 1, max = 60) int times,
            @ForAll @Size(max = 20) List<@IntRange(min = 0, max = 40) Integer> chunks) {
        String output = head + unit.repeat(times) + head;
        LoopDetector detector = new LoopDetector(unit);
        int start = 0;
        for (int chunk : chunks) {
            int end = Math.min(output.length(), start + chunk);
            boolean looping = detector.feed(output.substring(start, end));
            assertThat(looping).isEqualTo(new LoopDetector(unit).feed(output.substring(0, end)));
            start = end;
        }
        assertThat(detector.feed(output.substring(start))).isEqualTo(new LoopDetector(unit).feed(output));
    }

    @Provide
    Arbitrary<String> texts() {
        return Texts.hard();
    }
}
