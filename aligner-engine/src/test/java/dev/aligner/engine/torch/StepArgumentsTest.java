package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.engine.model.Conditioning;
import dev.aligner.engine.model.Segment;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepArgumentsTest {
    private static long[] turns(Segment... segments) {
        return StepArguments.of(List.of(segments)).turns();
    }

    /** From a position on, of a sequence with a prompt of ten tokens. */
    private static Segment segment(int start, int tokens) {
        return new Segment(0, start, new int[tokens], 0, new Conditioning(10));
    }

    @Test
    void whatIsWrittenAndWhatIsReadComesInTurns() {
        assertThat(turns(segment(10, 3))).containsExactly(3);
        assertThat(turns(segment(0, 3))).containsExactly(0, 3);
        assertThat(turns(segment(8, 5))).containsExactly(0, 2, 3);
        assertThat(turns(segment(20, 1), segment(10, 2), segment(0, 10), segment(4, 6)))
                .containsExactly(3, 16);
        assertThat(turns(segment(0, 12), segment(0, 12))).containsExactly(0, 10, 2, 10, 2);
        assertThat(turns(segment(0, 12), segment(11, 1), segment(9, 1))).containsExactly(0, 10, 3, 1);
    }

    @Test
    void whatWasExpectedIsReadBehindThePrompt() {
        assertThat(turns(new Segment(0, 8, new int[6], 0, new Conditioning(10), 5)))
                .containsExactly(0, 5, 1);
    }
}
