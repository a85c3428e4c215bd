package dev.aligner.trainer.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FilterTest {
    private static final Filter OPEN = new Filter(Filter.Unchanged.SKIP, false, 1000, 0, 1, null, 2);

    @Test
    void aCopyCarriesNoPreference() {
        Outcome copy = sample("a", "same", "same", null, null);

        assertThat(verdict(OPEN, copy)).isEqualTo(Verdict.UNCHANGED);
        assertThat(verdict(with(Filter.Unchanged.FLAG, null, 2), copy)).isEqualTo(Verdict.FLAGGED);
        assertThat(verdict(with(Filter.Unchanged.KEEP, null, 2), copy)).isEqualTo(Verdict.KEPT);
    }

    @Test
    void anAnswerThatWasLeftAloneForAnotherReasonIsNoGoodAnswer() {
        assertThat(verdict(with(Filter.Unchanged.KEEP, null, 2), sample("a", "same", "same", null, "looping_output")))
                .isEqualTo(Verdict.BYPASSED);
        assertThat(verdict(with(Filter.Unchanged.KEEP, null, 2), sample("a", "same", "same", -1.0, "below_margin")))
                .isEqualTo(Verdict.KEPT);
    }

    @Test
    void degenerateCutOffAndLongAnswersAreDropped() {
        assertThat(verdict(OPEN, sample("a", " \n", "b", null, null))).isEqualTo(Verdict.DEGENERATE);
        assertThat(verdict(OPEN, sample("a", "again and again ".repeat(40), "b", null, null)))
                .isEqualTo(Verdict.DEGENERATE);
        assertThat(verdict(OPEN, sample("a", "b", "c".repeat(1001), null, null)))
                .isEqualTo(Verdict.TOO_LONG);
        Outcome cut = new Outcome.Sampled(
                Prompt.of(Question.of("a"), null, null),
                new Policy.Answer("b", true),
                new Corrections.Corrected("c", 1, null, null));
        assertThat(verdict(OPEN, cut)).isEqualTo(Verdict.CUT_OFF);
        assertThat(verdict(new Filter(Filter.Unchanged.SKIP, true, 1000, 0, 1, null, 2), cut))
                .isEqualTo(Verdict.KEPT);
    }

    @Test
    void editRatioAndMarginHaveBounds() {
        Filter filter = new Filter(Filter.Unchanged.SKIP, false, 1000, 0.2, 0.6, 1.5, 2);

        assertThat(verdict(filter, edited(0.1, 2.0))).isEqualTo(Verdict.EDIT_RATIO);
        assertThat(verdict(filter, edited(0.7, 2.0))).isEqualTo(Verdict.EDIT_RATIO);
        assertThat(verdict(filter, edited(0.2, 1.4))).isEqualTo(Verdict.MARGIN);
        assertThat(filter.judge(List.of(edited(0.2, null), edited(0.6, 1.5))))
                .extracting(Filter.Judged::verdict)
                .containsExactly(Verdict.MARGIN, Verdict.KEPT);
        assertThatThrownBy(() -> filter.judge(List.of(edited(0.2, null))))
                .hasMessageContaining("the corrector computes none");
        assertThat(verdict(filter, edited(0.6, 1.5))).isEqualTo(Verdict.KEPT);
    }

    @Test
    void theFirstOfEqualOnesStays() {
        Outcome one = sample("Tell me of rain", "it falls down from the big dark clouds", "It rains.", null, null);
        Outcome near = sample("Tell me of rain", "it falls down from the big dark clouds!", "It rains.", null, null);
        Outcome other = sample("Tell me of snow", "a cold white thing in winter months", "It snows.", null, null);

        assertThat(OPEN.judge(List.of(one, other, one, near)))
                .extracting(Filter.Judged::verdict)
                .containsExactly(Verdict.KEPT, Verdict.KEPT, Verdict.DUPLICATE, Verdict.KEPT);
        assertThat(with(Filter.Unchanged.SKIP, null, 0.9).judge(List.of(one, other, near)))
                .extracting(Filter.Judged::verdict)
                .containsExactly(Verdict.KEPT, Verdict.KEPT, Verdict.NEAR_DUPLICATE);
    }

    @Test
    void whatIsDroppedDoesNotMakeDuplicates() {
        Outcome dropped = sample("a", "b", "b", null, "looping_output");
        Outcome kept = sample("a", "b", "b", null, null);

        assertThat(with(Filter.Unchanged.KEEP, null, 1).judge(List.of(dropped, kept)))
                .extracting(Filter.Judged::verdict)
                .containsExactly(Verdict.BYPASSED, Verdict.KEPT);
    }

    @Test
    void aRefusalIsNoSample() {
        assertThat(verdict(OPEN, new Outcome.Refused(Prompt.of(Question.of("a"), null, null), ErrorCode.TOO_LARGE)))
                .isEqualTo(Verdict.REFUSED);
    }

    @Test
    void boundsThatContradictEachOtherAreNamed() {
        assertThatThrownBy(() -> new Filter(Filter.Unchanged.SKIP, false, 10, 0.5, 0.4, null, 1))
                .hasMessage("max-edit-ratio: 0.4 (expected: 0.5..1)");
    }

    private static Filter with(Filter.Unchanged unchanged, @Nullable Double minMargin, double similarity) {
        return new Filter(unchanged, false, 1000, 0, 1, minMargin, similarity);
    }

    private static Verdict verdict(Filter filter, Outcome outcome) {
        return filter.judge(List.of(outcome)).get(0).verdict();
    }

    private static Outcome edited(double ratio, @Nullable Double margin) {
        return new Outcome.Sampled(
                Prompt.of(Question.of("a"), null, null),
                new Policy.Answer("b", false),
                new Corrections.Corrected("c", ratio, margin, null));
    }

    private static Outcome sample(
            String question, String answer, String correction, @Nullable Double margin, @Nullable String reason) {
        return new Outcome.Sampled(
                Prompt.of(Question.of(question), null, null),
                new Policy.Answer(answer, false),
                new Corrections.Corrected(correction, 0.5, margin, reason));
    }
}
