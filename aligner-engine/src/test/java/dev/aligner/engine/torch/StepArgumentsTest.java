package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.engine.model.Conditioning;
import dev.aligner.engine.model.Segment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StepArgumentsTest {
    private static long[] turns(Segment... segments) {
        return StepArguments.of(List.of(segments)).turns();
    }

    private static Segment segment(int tokens, boolean read) {
        return new Segment(0, 0, new int[tokens], 0, Conditioning.PLAIN, read);
    }

    @Test
    void whatIsWrittenAndWhatIsReadComesInTurns() {
        assertThat(turns(segment(3, false))).containsExactly(3);
        assertThat(turns(segment(3, true))).containsExactly(0, 3);
        assertThat(turns(segment(1, false), segment(2, false), segment(30, true), segment(4, true)))
                .containsExactly(3, 34);
        assertThat(turns(Stream.of(true, false, true)
                        .map(read -> segment(2, read))
                        .toArray(Segment[]::new)))
                .containsExactly(0, 2, 2, 2);
    }
}
