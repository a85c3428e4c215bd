package dev.aligner.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.edit.Edits;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CorrectionTest {

    @Property(tries = 300)
    void editsAppliedToTheAnswerAreTheText(@ForAll("texts") String answer, @ForAll("texts") String output) {
        Correction correction = correction(answer, output);
        assertThat(correction.text()).isEqualTo(output);
        assertThat(Edits.apply(answer, correction.edits())).isEqualTo(output);
        assertThat(correction.action()).isEqualTo(answer.equals(output) ? Action.NONE : Action.CORRECTED);
        assertThat(correction.editRatio() == 0).isEqualTo(correction.action() == Action.NONE);
        assertThat(correction.reason()).isNull();
    }

    @Property(tries = 50)
    void unchangedCarriesTheAnswerAndNoEdit(@ForAll("texts") String answer) {
        Correction correction = Correction.unchanged(
                "m", Action.BYPASSED, answer, Reason.EMPTY_OUTPUT, null, 1, Usage.NOTHING, Timings.NOTHING);
        assertThat(correction.text()).isSameAs(answer);
        assertThat(correction.edits()).isEmpty();
        assertThat(correction.editRatio()).isZero();
    }

    @Provide
    Arbitrary<String> texts() {
        return Texts.hard();
    }

    private static Correction correction(String answer, String output) {
        return Correction.of("m", answer, output, FinishReason.STOP, 1, Usage.NOTHING, Timings.NOTHING);
    }
}
