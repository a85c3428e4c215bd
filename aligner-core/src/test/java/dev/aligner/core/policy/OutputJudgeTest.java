package dev.aligner.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.FinishReason;
import dev.aligner.core.Reason;
import dev.aligner.core.Texts;
import dev.aligner.core.policy.OutputLimit.Bound;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputJudgeTest {
    private final OutputJudge judge = new OutputJudge(List.of("##Correction:", "ASSISTANT:"));

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "\u00a0", "\u200b", "\ufeff"})
    void outputWithoutAnythingToSeeIsEmpty(String output) {
        assertThat(stopped("Six.", output)).contains(Reason.EMPTY_OUTPUT);
        assertThat(stopped(" ", output)).isEmpty();
    }

    @Test
    void loopIsNamedBeforeTheLimitThatItRanInto() {
        assertThat(judge.judge("Six.", "no ".repeat(100), FinishReason.LENGTH, Bound.GROWTH))
                .contains(Reason.LOOPING_OUTPUT);
    }

    @Test
    void markerIsALeakUnlessTheAnswerHoldsIt() {
        assertThat(stopped("Six.", "Eight. ASSISTANT: Eight.")).contains(Reason.TEMPLATE_LEAK);
        assertThat(stopped("Print \"ASSISTANT:\" six times.", "Print \"ASSISTANT:\" eight times."))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"GROWTH,OUTPUT_TOO_LONG", "MAX_TOKENS,OUTPUT_CUT_OFF", "WINDOW,OUTPUT_CUT_OFF"})
    void runningIntoALimitIsNamedByWhoSetIt(Bound bound, Reason reason) {
        assertThat(judge.judge("Six.", "Eight. And", FinishReason.LENGTH, bound))
                .contains(reason);
        assertThat(judge.judge("Six.", "Eight.", FinishReason.STOP_SEQUENCE, bound))
                .isEmpty();
    }

    @Property(tries = 300)
    void copyIsAlwaysUsable(@ForAll("texts") String answer) {
        assertThat(stopped(answer, answer)).isEmpty();
    }

    @Test
    void limitIsTheTightestBound() {
        CorrectionPolicy policy = CorrectionPolicy.DEFAULT;
        assertThat(OutputLimit.of(policy, 100, null, 1000)).isEqualTo(new OutputLimit(198, Bound.GROWTH));
        assertThat(OutputLimit.of(policy, 100, 198, 198)).isEqualTo(new OutputLimit(198, Bound.GROWTH));
        assertThat(OutputLimit.of(policy, 100, 20, 1000)).isEqualTo(new OutputLimit(20, Bound.MAX_TOKENS));
        assertThat(OutputLimit.of(policy, 100, 20, 10)).isEqualTo(new OutputLimit(10, Bound.WINDOW));
    }

    @Provide
    Arbitrary<String> texts() {
        return Texts.hard();
    }

    private Optional<Reason> stopped(String answer, String output) {
        return judge.judge(answer, output, FinishReason.STOP, Bound.GROWTH);
    }
}
