package dev.aligner.trainer.synthesize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TwinTest {

    @Property
    void whatIsWrittenIsRead(
            @ForAll @AlphaChars @Chars({' ', '.'}) String start,
            @ForAll @AlphaChars @StringLength(min = 1) String before,
            @ForAll @AlphaChars String after,
            @ForAll @AlphaChars String end) {
        Twin twin = Twin.parse(start + "«" + before + "|" + after + "»" + end);

        assertThat(twin.before()).isEqualTo(start + before + end);
        assertThat(twin.after()).isEqualTo(start + after + end);
    }

    @Test
    void anEditWithoutABarTakesAway() {
        assertThat(Twin.parse("Send it«, moron»."))
                .extracting(Twin::before, Twin::after)
                .containsExactly("Send it, moron.", "Send it.");
    }

    @Test
    void marksThatDoNotCloseAreAnError() {
        assertThatThrownBy(() -> Twin.parse("a «b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Twin.parse("a «b «c» d»")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Twin.parse("a b»")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void smallLettersLeaveTags() {
        Twin twin = Twin.parse("Call «Ann|[PERSON]» Now").lowerCase();

        assertThat(twin.before()).isEqualTo("call ann now");
        assertThat(twin.after()).isEqualTo("call [PERSON] now");
    }

    @Test
    void whatIsLeftOfASentenceBeginsWithACapital() {
        assertThat(Twin.parse("«Hey clown, »the game is on.").sentenceCase().after())
                .isEqualTo("The game is on.");
        assertThat(Twin.parse("«hey clown, »the game is on.").sentenceCase().after())
                .isEqualTo("the game is on.");
        assertThat(new Twin(List.of()).sentenceCase().after()).isEmpty();
    }
}
