package dev.aligner.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OutputTextTest {
    @Test
    void aStopTextIsFoundAcrossTokens() {
        OutputText output = new OutputText(ByteTokens.of("a#", "#b"), List.of("##"));

        assertThat(output.append(0)).isEqualTo("a");
        assertThat(output.append(1)).isEmpty();
        assertThat(output.stopped()).isTrue();
        assertThat(output.finish()).isEmpty();
        assertThat(output.text()).isEqualTo("a");
    }

    @Test
    void theEndLetsGoOfWhatBothHeldBack() {
        OutputText output =
                new OutputText(new ByteTokens(List.of(new byte[] {'#', (byte) 0xF0}), false), List.of("##"));

        assertThat(output.append(0)).isEmpty();
        assertThat(output.finish()).isEqualTo("#\uFFFD");
        assertThat(output.text()).isEqualTo("#\uFFFD");
    }
}
