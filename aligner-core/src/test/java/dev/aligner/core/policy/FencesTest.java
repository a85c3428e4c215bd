package dev.aligner.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FencesTest {

    @Test
    void blockReachesFromFenceToFence() {
        String text = "see\n```java\nint x;\n\nint y;\n```\nend";
        Fences fences = new Fences(text);
        assertThat(fences.at(4)).contains(new Fences.Block(4, text.length() - 3));
        assertThat(fences.around(20)).contains(new Fences.Block(4, text.length() - 3));
        assertThat(fences.around(4)).isEmpty();
        assertThat(fences.around(text.length() - 3)).isEmpty();
        assertThat(fences.lastEnd(text.length())).isEqualTo(text.length() - 3);
        assertThat(fences.lastEnd(20)).isZero();
    }

    @Test
    void onlyAFenceOfTheSameKindAndLengthCloses() {
        String block = "````\n```\n~~~~\n```` no\n`````\n";
        assertThat(new Fences(block + "x").at(0)).contains(new Fences.Block(0, block.length()));
    }

    @Test
    void blockWithoutAnEndReachesTheTexts() {
        assertThat(new Fences("~~~\ncode").at(0)).contains(new Fences.Block(0, 8));
    }

    @Test
    void backticksWithinALineOpenNothing() {
        assertThat(new Fences("```code``` and `more`\nx").around(23)).isEmpty();
        assertThat(new Fences("a ```\nb").around(7)).isEmpty();
    }
}
