package dev.aligner.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Texts;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class EdgeWhitespaceTest {

    @Test
    void edgesOfEveryKindAreSplitOff() {
        assertThat(EdgeWhitespace.of("\n\u00a0\t a b \u2028\r\n"))
                .isEqualTo(new EdgeWhitespace("\n\u00a0\t ", "a b", " \u2028\r\n"));
    }

    @Test
    void blankTextIsAllLeading() {
        assertThat(EdgeWhitespace.of(" \n ")).isEqualTo(new EdgeWhitespace(" \n ", "", ""));
    }

    @Test
    void outputsOwnEdgesAreDropped() {
        assertThat(EdgeWhitespace.of("\n six\n").around("  eight ")).isEqualTo("\n eight\n");
    }

    @Property(tries = 500)
    void partsJoinedAreTheText(@ForAll("texts") String text) {
        EdgeWhitespace edges = EdgeWhitespace.of(text);
        assertThat(edges.leading() + edges.core() + edges.trailing()).isEqualTo(text);
        assertThat(edges.around(edges.core())).isEqualTo(text);
        assertThat(EdgeWhitespace.of(edges.core())).isEqualTo(new EdgeWhitespace("", edges.core(), ""));
    }

    @Provide
    Arbitrary<String> texts() {
        return Texts.hard();
    }
}
