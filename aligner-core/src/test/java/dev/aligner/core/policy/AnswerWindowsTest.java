package dev.aligner.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Texts;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerWindowsTest {
    @Test
    void answerThatFitsIsOneWindow() {
        assertThat(AnswerWindows.of("One. Two.", 9, AnswerWindowsTest::codePoints))
                .containsExactly("One. Two.");
        assertThat(AnswerWindows.of("", 9, AnswerWindowsTest::codePoints)).isEmpty();
    }

    @Test
    void paragraphsComeFirst() {
        assertThat(AnswerWindows.of("One. Two.\n\nThree. Four.\n \nFive. Six.", 30, AnswerWindowsTest::codePoints))
                .containsExactly("One. Two.\n\nThree. Four.\n \n", "Five. Six.");
    }

    @Test
    void thenSentencesAndLines() {
        assertThat(AnswerWindows.of("One is here. Two is there. Three.", 30, AnswerWindowsTest::codePoints))
                .containsExactly("One is here. Two is there. ", "Three.");
        assertThat(AnswerWindows.of("- one is here\n- two is there\n- three", 32, AnswerWindowsTest::codePoints))
                .containsExactly("- one is here\n- two is there\n", "- three");
    }

    @Test
    void thenWordsAndAtLastCodePoints() {
        assertThat(AnswerWindows.of("several words without any stop", 20, AnswerWindowsTest::codePoints))
                .containsExactly("several words ", "without any stop");
        assertThat(AnswerWindows.of("\ud83d\ude00\ud83d\ude00\ud83d\ude00", 2, String::length))
                .containsExactly("\ud83d\ude00", "\ud83d\ude00", "\ud83d\ude00");
    }

    @Test
    void codeBlockThatFitsStaysWhole() {
        String code = "```\nint x = 1;\n\nint y = 2;\n```\n";
        assertThat(AnswerWindows.of(
                        "Look at this code here:\n" + code + "That was all of it.", 45, AnswerWindowsTest::codePoints))
                .containsExactly("Look at this code here:\n", code, "That was all of it.");
    }

    @Test
    void codeBlockThatDoesNotFitIsCutAtLines() {
        String code = "```\n" + "int x = 1;\n".repeat(10) + "```";
        assertThat(AnswerWindows.of("Look:\n" + code, 40, AnswerWindowsTest::codePoints))
                .hasSizeGreaterThan(3)
                .allSatisfy(window -> assertThat(window).matches("(?s).*(\n|```)"));
    }

    @Test
    void codePointThatDoesNotFitIsAWindowOfItsOwn() {
        assertThat(AnswerWindows.of("ab", 1, text -> 5 * text.length())).containsExactly("a", "b");
    }

    @Property(tries = 300)
    void windowsJoinedAreTheAnswerAndEachFits(
            @ForAll("texts") String answer, @ForAll @IntRange(min = 1, max = 40) int maxTokens) {
        for (ToIntFunction<String> tokens : List.<ToIntFunction<String>>of(
                AnswerWindowsTest::codePoints, AnswerWindowsTest::chunks, AnswerWindowsTest::words)) {
            List<String> windows = AnswerWindows.of(answer, maxTokens, tokens);
            assertThat(String.join("", windows)).isEqualTo(answer);
            assertThat(windows).allSatisfy(window -> {
                assertThat(window).isNotEmpty();
                assertThat(tokens.applyAsInt(window)).isLessThanOrEqualTo(maxTokens);
                assertThat(Character.isLowSurrogate(window.charAt(0))).isFalse();
            });
        }
    }

    @Property(tries = 200)
    void blockThatFitsIsNeverCut(
            @ForAll @IntRange(min = 0, max = 60) int before,
            @ForAll @IntRange(min = 0, max = 4) int lines,
            @ForAll @IntRange(min = 10, max = 60) int maxTokens) {
        String block = "~~~\n" + "x = 1\n\n".repeat(lines) + "~~~\n";
        String answer = "word ".repeat(before) + "\n" + block + "Some more words. ".repeat(5);
        if (block.length() <= maxTokens) {
            assertThat(AnswerWindows.of(answer, maxTokens, AnswerWindowsTest::codePoints))
                    .anyMatch(window -> window.contains(block));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"A spider has eight legs, and an ant has six. ", "x", "蜘蛛有八条腿", "a\n\n", "word ", "``` \n"})
    void longAnswerCostsFewCountsOfAboutAWindowEach(String unit) {
        String answer = unit.repeat(1_000_000 / unit.length());
        AtomicInteger counts = new AtomicInteger();
        AtomicLong characters = new AtomicLong();
        List<String> windows = AnswerWindows.of(answer, 1000, text -> {
            counts.incrementAndGet();
            characters.addAndGet(text.length());
            return chunks(text);
        });
        assertThat(String.join("", windows)).isEqualTo(answer);
        assertThat(counts.get()).isLessThan(6 * windows.size() + 10);
        assertThat(characters.get()).isLessThan(8L * answer.length());
    }

    @Test
    void textOfTwoDensitiesStillCostsFewCounts() {
        String answer = (" ".repeat(20_000) + "x".repeat(3000)).repeat(20);
        AtomicInteger counts = new AtomicInteger();
        List<String> windows = AnswerWindows.of(answer, 500, text -> {
            counts.incrementAndGet();
            return (int) text.chars().filter(unit -> unit != ' ').count();
        });
        assertThat(String.join("", windows)).isEqualTo(answer);
        assertThat(counts.get()).isLessThan(25 * windows.size());
    }

    @Test
    void tokenThatCannotBeGuessedFromDensityIsFoundByHalving() {
        String answer = "x" + " ".repeat(10_000) + "#" + " ".repeat(1_000_000);
        AtomicInteger counts = new AtomicInteger();
        List<String> windows = AnswerWindows.of(answer, 500, text -> {
            counts.incrementAndGet();
            return text.indexOf('#') < 0 ? 1 : 501;
        });
        assertThat(String.join("", windows)).isEqualTo(answer);
        assertThat(counts.get()).isLessThan(100);
    }

    @Provide
    Arbitrary<String> texts() {
        return Texts.hard();
    }

    private static int codePoints(String text) {
        return text.codePointCount(0, text.length());
    }

    private static int chunks(String text) {
        return (text.length() + 3) / 4;
    }

    private static int words(String text) {
        return text.isBlank() ? 0 : text.strip().split("\\s+").length;
    }
}
