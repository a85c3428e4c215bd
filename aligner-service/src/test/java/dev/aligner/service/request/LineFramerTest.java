package dev.aligner.service.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LineFramerTest {
    private static final int LIMIT = 6;

    private static List<String> frames(byte[] input, List<Integer> cuts) {
        LineFramer framer = new LineFramer(LIMIT);
        List<Frame> frames = new ArrayList<>();
        int at = 0;
        for (int i = 0; at < input.length; i++) {
            int end = Math.min(input.length, at + (cuts.isEmpty() ? input.length : cuts.get(i % cuts.size())));
            frames.addAll(framer.add(Arrays.copyOfRange(input, at, end)));
            at = end;
        }
        frames.addAll(framer.end());
        return frames.stream()
                .map(frame -> frame instanceof Frame.Line line
                        ? line.number() + ":" + new String(line.bytes(), StandardCharsets.UTF_8)
                        : frame.number() + " too long")
                .toList();
    }

    private static List<String> frames(String input) {
        return frames(input.getBytes(StandardCharsets.UTF_8), List.of());
    }

    @Test
    void linesEndWithOrWithoutCarriageReturnAndTheLastNeedsNoEnd() {
        assertThat(frames("a\nb\r\nc")).containsExactly("1:a", "2:b", "3:c");
    }

    @Test
    void blankLinesCountAndAreLeftOut() {
        assertThat(frames("\n \t\r\na\n\n")).containsExactly("3:a");
    }

    @Test
    void theLimitIsOfTheLineWithoutItsEnd() {
        assertThat(frames("123456\r\n1234567\n123456\n1234567"))
                .containsExactly("1:123456", "2 too long", "3:123456", "4 too long");
    }

    @Property
    void howTheInputIsChunkedChangesNothing(@ForAll("inputs") String input, @ForAll("cuts") List<Integer> cuts) {
        byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
        assertThat(frames(bytes, cuts)).isEqualTo(frames(bytes, List.of()));
    }

    @Provide
    Arbitrary<String> inputs() {
        return Arbitraries.strings().withChars("ab \r\n\n\u011F").ofMaxLength(60);
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(1, 9).list().ofMinSize(1).ofMaxSize(8);
    }
}
