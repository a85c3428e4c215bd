package dev.aligner.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StopTextsTest {
    @Test
    void whatMayBeTheStartOfAStopTextIsHeldBack() {
        StopTexts stops = new StopTexts(List.of("##"));

        assertThat(stops.append("a #")).isEqualTo("a ");
        assertThat(stops.append("1 #")).isEqualTo("#1 ");
        assertThat(stops.append("#tail")).isEmpty();
        assertThat(stops.stopped()).isTrue();
        assertThat(stops.append("more")).isEmpty();
        assertThat(stops.finish()).isEmpty();
    }

    @Test
    void whatWasHeldBackLeavesAtTheEnd() {
        StopTexts stops = new StopTexts(List.of("##"));

        assertThat(stops.append("a #")).isEqualTo("a ");
        assertThat(stops.finish()).isEqualTo("#");
        assertThat(stops.stopped()).isFalse();
    }

    @Test
    void ofTwoThatOverlapTheOneThatBeginsFirstEndsTheText() {
        StopTexts whole = new StopTexts(List.of("bc", "abcd"));
        StopTexts broken = new StopTexts(List.of("bc", "abcd"));

        assertThat(whole.append("xabc")).isEqualTo("x");
        assertThat(whole.append("d")).isEmpty();
        assertThat(whole.stopped()).isTrue();
        assertThat(broken.append("xabc") + broken.append("e")).isEqualTo("xa");
        assertThat(broken.stopped()).isTrue();
    }

    @Test
    void anOverlappedStopTextEndsTheTextWhenTheLongerOneIsCutOff() {
        StopTexts stops = new StopTexts(List.of("bc", "abcd"));

        assertThat(stops.append("xabc") + stops.finish()).isEqualTo("xa");
        assertThat(stops.stopped()).isTrue();
    }

    @Test
    void halfOfASurrogatePairEndsNoText() {
        StopTexts stops = new StopTexts(List.of("\uDE00", "\uD83D"));

        assertThat(stops.append("a😀b")).isEqualTo("a😀b");
    }

    @Test
    void anEmptyStopTextIsRefused() {
        assertThatThrownBy(() -> new StopTexts(List.of(""))).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 3000)
    void anyChunkingEndsBeforeTheEarliestMatchInTheWhole(
            @ForAll("texts") String text,
            @ForAll @Size(max = 3) List<@net.jqwik.api.From("stops") String> stops,
            @ForAll long seed) {
        int earliest = stops.stream()
                .mapToInt(text::indexOf)
                .filter(match -> match >= 0)
                .min()
                .orElse(text.length());
        StopTexts finder = new StopTexts(stops);
        StringBuilder out = new StringBuilder();
        for (String piece : pieces(text, new SplittableRandom(seed))) {
            String delta = finder.append(piece);
            assertThat(delta.isEmpty() || !Character.isHighSurrogate(delta.charAt(delta.length() - 1)))
                    .as("no piece ends in half a character")
                    .isTrue();
            out.append(delta);
            assertThat(out.length()).as("nothing of a stop text").isLessThanOrEqualTo(earliest);
        }
        out.append(finder.finish());

        assertThat(out.toString()).isEqualTo(text.substring(0, earliest));
        assertThat(finder.stopped()).isEqualTo(earliest < text.length());
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a", "a", "b", "b", "c", "😀", "😁")
                .list()
                .ofMaxSize(24)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> stops() {
        return Arbitraries.of("a", "b", "c", "😀", "😁")
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(parts -> String.join("", parts));
    }

    private static List<String> pieces(String text, SplittableRandom random) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int characters = random.nextInt(1 + Math.min(4, text.codePointCount(from, text.length())));
            int to = text.offsetByCodePoints(from, characters);
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }
}
