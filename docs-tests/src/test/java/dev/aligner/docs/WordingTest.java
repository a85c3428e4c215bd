package dev.aligner.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WordingTest {
    private final Wording wording = new Wording(Map.of(8080, 41_000));

    @Test
    void wordsStandForOthersAndPortsForFreeOnes() {
        assertThat(wording.of("train --data rows at localhost:8080", "--data rows is --data few --limit 1; fails"))
                .isEqualTo("train --data few --limit 1 at localhost:41000");
        assertThat(wording.withPorts("18080 and 8080.5 stay")).isEqualTo("18080 and 8080.5 stay");
    }

    @Test
    void whatIsReplacedMustBeThere() {
        assertThatThrownBy(() -> wording.of("train", "no such word is another"))
                .hasMessageContaining("nothing to replace: no such word");
    }

    @Test
    void aConditionIsNoReplacement() {
        String mark = "if python3 -c 'import torch'; pip is true";
        assertThat(Wording.condition(mark)).contains("python3 -c 'import torch'");
        assertThat(Wording.condition("pip is true")).isEmpty();
        assertThat(wording.of("pip", mark)).isEqualTo("true");
    }
}
