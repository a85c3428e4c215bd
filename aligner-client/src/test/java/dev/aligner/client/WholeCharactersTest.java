package dev.aligner.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import reactor.core.publisher.Flux;

class WholeCharactersTest {
    @Property
    void theTextIsTheSameAndNoPieceEndsWithinACharacter(
            @ForAll List<@IntRange(max = 3) Integer> cuts, @ForAll @StringLength(max = 40) String any) {
        String text = any.codePoints()
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .mapToObj(point -> Character.toString(point) + "\ud83d\ude00")
                .reduce("", String::concat);
        List<String> cut = new ArrayList<>();
        int at = 0;
        for (int length : cuts) {
            int end = Math.min(text.length(), at + length);
            cut.add(text.substring(at, end));
            at = end;
        }
        cut.add(text.substring(at));

        List<String> pieces =
                WholeCharacters.of(Flux.fromIterable(cut)).collectList().block();

        assertThat(String.join("", pieces)).isEqualTo(text);
        assertThat(pieces).allSatisfy(piece -> {
            assertThat(piece).isNotEmpty();
            assertThat(Character.isHighSurrogate(piece.charAt(piece.length() - 1)))
                    .isFalse();
        });
    }
}
