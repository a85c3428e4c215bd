package dev.aligner.core.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Texts;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void wordsWhiteSpaceAndPunctuationAreTheParts() {
        assertThat(Words.split("A spider,  it has\n8 legs!!"))
                .containsExactly("A", " ", "spider", ",", "  ", "it", " ", "has", "\n", "8", " ", "legs", "!", "!");
    }

    @Test
    void textWithoutSpacesIsCutByCharacter() {
        assertThat(Words.split("蜘蛛有8条腿")).containsExactly("蜘", "蛛", "有", "8", "条", "腿");
    }

    @Test
    void koreanIsCutBySpaces() {
        assertThat(Words.split("거미는 다리가")).containsExactly("거미는", " ", "다리가");
    }

    @Test
    void graphemeClustersStayWhole() {
        String family = "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67";
        String flag = "\ud83c\udde9\ud83c\uddea";
        String hand = "\ud83d\udc4d\ud83c\udffd";
        assertThat(Words.split(family + flag + flag + hand + "cafe\u0301s"))
                .containsExactly(family, flag, flag, hand, "cafe\u0301s");
    }

    @Test
    void markAfterControlCharacterBelongsToIt() {
        assertThat(Words.split("a\n\u0301b")).containsExactly("a", "\n\u0301", "b");
    }

    @Test
    void charactersThatStandAloneAreClustersNextToEachOther() {
        Pattern clusters = Pattern.compile("\\X");
        for (char unit = 0; unit < 0xd800; unit++) {
            if (Words.standsAlone(unit)) {
                String text = "a" + unit + "\u8718" + unit + unit + "\uac01" + unit + "\u00a9";
                long count = clusters.matcher(text).results().count();
                assertThat(count).as("clusters around U+%04X", (int) unit).isEqualTo(text.length());
            }
        }
    }

    @Property(tries = 500)
    void noPartEndsWithinACluster(@ForAll("texts") String text) {
        Set<Integer> boundaries = Pattern.compile("\\X")
                .matcher(text)
                .results()
                .map(MatchResult::end)
                .collect(Collectors.toSet());
        int end = 0;
        for (String part : Words.split(text)) {
            end += part.length();
            assertThat(boundaries).contains(end);
        }
    }

    @Property(tries = 500)
    void partsJoinedAreTheText(@ForAll("texts") String text) {
        List<String> parts = Words.split(text);
        assertThat(String.join("", parts)).isEqualTo(text);
        assertThat(parts).doesNotContain("");
    }

    @Property(tries = 500)
    void onlyTheFirstPartMayBeginWithMark(@ForAll("texts") String text) {
        assertThat(Words.split(text).stream().skip(1))
                .allSatisfy(part -> assertThat(Character.getType(part.codePointAt(0)))
                        .isNotIn(
                                (int) Character.NON_SPACING_MARK,
                                (int) Character.ENCLOSING_MARK,
                                (int) Character.COMBINING_SPACING_MARK,
                                (int) Character.FORMAT));
    }

    @Property(tries = 500)
    void restAfterAnyPartIsCutAsBefore(@ForAll("texts") String text) {
        List<String> parts = Words.split(text);
        for (int i = 1; i < parts.size(); i++) {
            assertThat(Words.split(String.join("", parts.subList(i, parts.size()))))
                    .isEqualTo(parts.subList(i, parts.size()));
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Texts.hard();
    }
}
