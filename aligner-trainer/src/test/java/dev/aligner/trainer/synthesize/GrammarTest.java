package dev.aligner.trainer.synthesize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class GrammarTest {
    private final Grammar grammar = new Grammar(new Phrases(
            Map.of("noun", List.of("apple", "pear", "big {colour} plum", "orange"), "colour", List.of("red", "blue"))));

    private final RandomGenerator random = Chance.of(1, "test");

    @Property
    void aLabelBindsItsSlot(@ForAll long seed) {
        String[] parts =
                grammar.expand("{noun#1}/{noun#1}", Chance.of(seed, "test")).split("/", 2);

        assertThat(parts[0]).isEqualTo(parts[1]).doesNotContain("{");
    }

    @Property
    void theArticleFitsTheNextWord(@ForAll long seed) {
        assertThat(grammar.expand("a(n) {noun}", Chance.of(seed, "test")))
                .matches("an (?:apple|orange)|a (?:pear|big (?:red|blue) plum)");
    }

    @Test
    void bracesOfJsonAreText() {
        assertThat(grammar.expand("{\"a\": {\"b\": [1]}, \"c\": \"x|y\"}", random))
                .isEqualTo("{\"a\": {\"b\": [1]}, \"c\": \"x|y\"}");
    }

    @Test
    void choicesMayHoldSlots() {
        assertThat(grammar.expand("{one {colour}|one {colour}}", random)).matches("one (?:red|blue)");
    }

    @Test
    void anUnknownSlotIsAnError() {
        assertThatThrownBy(() -> grammar.expand("{verb}", random))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("verb");
    }

    @Test
    void aCircleIsAnError() {
        Grammar circular = new Grammar(new Phrases(Map.of("noun", List.of("{noun}"))));

        assertThatThrownBy(() -> circular.expandOne("noun", random)).hasMessageContaining("slots");
    }
}
