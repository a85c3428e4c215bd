package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.Action;
import dev.aligner.core.AlignerException;
import dev.aligner.core.Usage;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PieceCorrectorTest {
    private static PieceCorrector.Outcome corrected(Blocking blocking, String text) {
        return Objects.requireNonNull(
                new StubCorrector().pieces(blocking).correct(text).block());
    }

    @ParameterizedTest
    @CsvSource(nullValues = "null", textBlock = """
            It has six legs.,   It has eight legs., CORRECTED, null
            It has eight legs., It has eight legs., NONE,      null
            It has seven legs., No.,                BLOCKED,   FACT_ADDED
            It has nine legs.,  No.,                BLOCKED,   MODEL_FAILED
            """)
    void whatComesBackForAReasonOfThePolicysDoesNotGoOut(String text, String said, Action action, Why why) {
        Blocking blocking = new Blocking("No.", Set.of(Why.FACT_ADDED, Why.MODEL_FAILED), 1);

        PieceCorrector.Outcome outcome = corrected(blocking, text);

        assertThat(outcome.text()).isEqualTo(said);
        assertThat(outcome.outcome().action()).isEqualTo(action);
        assertThat(outcome.outcome().reason()).isEqualTo(why);
        assertThat(outcome.outcome().failed()).isEqualTo(text.contains("nine"));
    }

    @Test
    void whatNeedsMoreEditsThanThePolicyAllowsDoesNotGoOut() {
        PieceCorrector.Outcome outcome = corrected(new Blocking("No.", Set.of(), 0.2), "six six six.");

        assertThat(outcome.text()).isEqualTo("No.");
        assertThat(outcome.outcome().action()).isEqualTo(Action.BLOCKED);
        assertThat(outcome.outcome().reason()).isEqualTo(Why.EDIT_BUDGET);
        assertThat(outcome.outcome().usage()).isEqualTo(new Usage(5, 2, 0));
        assertThat(corrected(new Blocking("No.", Set.of(), 0.2), "Of all the many legs it has, six move.")
                        .text())
                .contains("eight");
    }

    @Test
    void withoutAPolicyAFailureIsOne() {
        assertThatThrownBy(() -> corrected(Blocking.NEVER, "nine")).isInstanceOf(AlignerException.class);
        assertThat(corrected(Blocking.NEVER, "seven").outcome().action()).isEqualTo(Action.BYPASSED);
    }
}
