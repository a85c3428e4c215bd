package dev.aligner.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.model.Segment;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class SchedulerTest {
    private static final int[] NONE = {};
    private static final long NEVER = Long.MAX_VALUE;

    private final Scheduler scheduler = new Scheduler(new SchedulerLimits(2, 16, 6, 4));

    private void add(long id, int[] prompt, int maxNewTokens, long deadline) {
        scheduler.add(NewSequence.prompt(id, prompt, NONE, maxNewTokens, deadline));
    }

    private static NextTokens written(long id, int token) {
        return new NextTokens.Written(id, new int[] {token}, NONE);
    }

    @Test
    void whatCouldOutgrowASlotIsRefused() {
        assertThatThrownBy(() -> add(1, new int[10], 7, NEVER))
                .asInstanceOf(InstanceOfAssertFactories.type(AlignerException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE))
                .satisfies(e -> assertThat(e).hasMessageContaining("10").hasMessageContaining("at most 16"));
        assertThat(scheduler.isIdle()).isTrue();
        add(1, new int[10], 6, NEVER);
        assertThat(scheduler.waiting()).isEqualTo(1);
    }

    @Test
    void aBudgetThatDecodersAloneCouldUseUpIsRefused() {
        assertThatThrownBy(() -> new SchedulerLimits(4, 16, 4, 4)).hasMessage("stepTokens: 4 (expected: > 4 slots)");
    }

    @Test
    void aPromptComesInChunksAndAsksForLogitsAtItsEndOnly() {
        add(1, new int[] {10, 11, 12, 13, 14}, 3, NEVER);

        StepPlan first = scheduler.plan();
        scheduler.update(first, List.of());
        StepPlan second = scheduler.plan();

        Segment chunk = first.segments().get(0);
        assertThat(chunk.tokens()).containsExactly(10, 11, 12, 13);
        assertThat(chunk.logitRows()).isZero();
        Segment end = second.segments().get(0);
        assertThat(end.start()).isEqualTo(4);
        assertThat(end.tokens()).containsExactly(14);
        assertThat(end.logitsFrom()).isZero();
    }

    @Test
    void aPromptThatIsReadAsAWholeIsNeverDividedAndWhatFollowsIs() {
        Scheduler whole = new Scheduler(new SchedulerLimits(2, 16, 6, 4, true));
        whole.add(new NewSequence(1, new int[] {10, 11, 12, 13, 14, 15, 16, 17}, 7, 6, NONE, 1, NEVER));

        StepPlan first = whole.plan();
        whole.update(first, List.of());
        StepPlan second = whole.plan();

        assertThat(first.segments().get(0).tokens()).containsExactly(10, 11, 12, 13, 14, 15, 16);
        assertThat(first.segments().get(0).conditioning().promptTokens()).isEqualTo(7);
        assertThat(second.segments().get(0).tokens()).containsExactly(17);
    }

    @Test
    void aDraftIsComputedWithThePromptAndWhatWasRightOfItIsKept() {
        Scheduler drafting = new Scheduler(new SchedulerLimits(2, 16, 9, 8));
        drafting.add(NewSequence.prompt(1, new int[] {10, 11}, new int[] {20, 21, 22}, 9, NEVER));

        StepPlan first = drafting.plan();
        drafting.update(first, List.of(new NextTokens.Written(1, new int[] {20, 7}, new int[] {8})));
        StepPlan second = drafting.plan();

        assertThat(first.segments().get(0).tokens()).containsExactly(10, 11, 20, 21, 22);
        assertThat(first.segments().get(0).logitsFrom()).isEqualTo(1);
        assertThat(first.sequences().get(0).draftTokens()).isEqualTo(3);
        assertThat(second.segments().get(0).start()).as("21 was wrong").isEqualTo(3);
        assertThat(second.segments().get(0).tokens()).containsExactly(7, 8);
        assertThat(second.logitRows()).isEqualTo(2);
    }

    @Test
    void whatWasExpectedFromTheBeginningIsReadUntilItIsNotWhatIsWritten() {
        Scheduler drafting = new Scheduler(new SchedulerLimits(2, 16, 9, 4));
        drafting.add(NewSequence.prompt(1, new int[] {10, 11}, new int[] {20, 21, 22, 23}, 9, NEVER));

        StepPlan first = drafting.plan();
        drafting.update(first, List.of(new NextTokens.Written(1, new int[] {20, 21, 22}, NONE)));
        StepPlan untried = drafting.plan();
        drafting.update(untried, List.of(new NextTokens.Written(1, new int[] {7}, new int[] {23})));
        StepPlan written = drafting.plan();

        assertThat(first.segments().get(0).tokens()).containsExactly(10, 11, 20, 21);
        assertThat(first.segments().get(0).read()).isEqualTo(4);
        assertThat(untried.segments().get(0).tokens()).containsExactly(22);
        assertThat(untried.segments().get(0).read()).isEqualTo(1);
        assertThat(written.segments().get(0).tokens()).containsExactly(7, 23);
        assertThat(written.segments().get(0).read()).isZero();
    }

    @Test
    void aDraftNeverTakesTheLastTokenThatASequenceMayHaveNorAnothersTurn() {
        Scheduler drafting = new Scheduler(new SchedulerLimits(2, 16, 5, 5));
        drafting.add(NewSequence.prompt(1, new int[] {10}, new int[] {20, 21, 22}, 3, NEVER));
        drafting.add(NewSequence.prompt(2, new int[] {11}, NONE, 3, NEVER));

        StepPlan plan = drafting.plan();

        assertThat(plan.segments().get(0).tokens()).containsExactly(10, 20, 21);
        assertThat(plan.segments().get(1).tokens()).containsExactly(11);
        assertThat(drafting.update(
                        plan, List.of(new NextTokens.Written(1, new int[] {20, 21, 22}, NONE), new NextTokens.End(2))))
                .contains(new SequenceEnd(1, EndReason.LENGTH));
    }

    @Test
    void whatLiesInAFreeSlotIsNotComputedAgain() {
        add(1, new int[] {10, 11, 12, 13}, 3, NEVER);
        add(2, new int[] {20, 21}, 3, NEVER);
        scheduler.update(scheduler.plan(), List.of(new NextTokens.End(1), new NextTokens.End(2)));

        add(3, new int[] {10, 11, 12, 99}, 3, NEVER);
        add(4, new int[] {20, 21}, 3, NEVER);
        StepPlan plan = scheduler.plan();

        assertThat(plan.segments().get(0).slot()).isZero();
        assertThat(plan.segments().get(0).start()).isEqualTo(3);
        assertThat(plan.segments().get(1).start())
                .as("the last token's logits are wanted")
                .isEqualTo(1);
    }

    @Test
    void whoSharesNothingTakesTheSlotThatHasBeenFreeForLongest() {
        add(1, new int[] {10}, 3, NEVER);
        add(2, new int[] {20}, 3, NEVER);
        StepPlan first = scheduler.plan();
        scheduler.update(first, List.of(written(1, 7), new NextTokens.End(2)));
        scheduler.update(scheduler.plan(), List.of(new NextTokens.End(1)));

        add(3, new int[] {30}, 3, NEVER);

        assertThat(scheduler.plan().segments().get(0).slot()).isEqualTo(1);
    }

    @Test
    void whatIsReadAheadMakesWayForWhoComesAndServesHim() {
        Scheduler reading = new Scheduler(new SchedulerLimits(2, 16, 9, 3));
        reading.add(new NewSequence(1, new int[] {10, 11, 12, 13, 14}, 5, 5, NONE, 1, NEVER));
        StepPlan first = reading.plan();
        reading.update(first, List.of());
        assertThat(first.logitRows()).isZero();
        assertThat(reading.makeWay()).isEmpty();

        reading.add(NewSequence.prompt(2, new int[] {10, 11, 12, 13, 99}, NONE, 3, NEVER));

        assertThat(reading.makeWay()).containsExactly(new SequenceEnd(1, EndReason.CANCELLED));
        assertThat(reading.plan().segments().get(0).start()).isEqualTo(3);
    }

    @Test
    void whatWasReadUnderAnotherSteeringIsReadAgain() {
        add(1, new int[] {10, 11, 12}, 3, NEVER);
        scheduler.update(scheduler.plan(), List.of(new NextTokens.End(1)));

        scheduler.add(new NewSequence(2, new int[] {10, 11, 12}, 3, 2, NONE, 3, NEVER, new int[] {-1}, 0.5));
        StepPlan steered = scheduler.plan();
        scheduler.update(steered, List.of(new NextTokens.End(2)));
        scheduler.add(new NewSequence(3, new int[] {10, 11, 12}, 3, 2, NONE, 3, NEVER, new int[] {-1}, 0.5));

        assertThat(steered.segments().get(0).start()).isZero();
        assertThat(steered.segments().get(0).conditioning().steering()).isEqualTo(0.5);
        assertThat(scheduler.plan().segments().get(0).start()).isEqualTo(2);
    }

    @Test
    void whatAFailedStepLeftIsNotBelieved() {
        add(1, new int[] {10, 11, 12}, 3, NEVER);
        scheduler.fail(scheduler.plan());

        add(2, new int[] {10, 11, 12}, 3, NEVER);

        assertThat(scheduler.plan().segments().get(0).start()).isZero();
    }

    @Test
    void whatWasNotInTheDraftIsNotAccepted() {
        Scheduler drafting = new Scheduler(new SchedulerLimits(2, 16, 9, 8));
        drafting.add(NewSequence.prompt(1, new int[] {10}, new int[] {20}, 9, NEVER));
        StepPlan plan = drafting.plan();

        assertThatThrownBy(() -> drafting.update(plan, List.of(new NextTokens.Written(1, new int[] {21, 7}, NONE))))
                .hasMessage("sequence 1: 1 accepted tokens (expected: the first of its draft)");
    }

    @Test
    void aTextThatIsScoredAsksForLogitsFromItsPromptsEndOnAndEndsWithItsLastKnownToken() {
        scheduler.add(new NewSequence(1, new int[] {10, 11, 12, 13, 14, 15}, 3, 2, NONE, 1, NEVER));

        StepPlan first = scheduler.plan();
        assertThat(scheduler.update(first, List.of())).isEmpty();
        StepPlan second = scheduler.plan();

        assertThat(first.sequences().get(0).wantsNext()).isFalse();
        assertThat(first.segments().get(0).logitsFrom()).isEqualTo(2);
        assertThat(first.logitRows()).isEqualTo(2);
        assertThat(second.sequences().get(0).wantsNext()).isTrue();
        assertThat(second.logitRows()).isEqualTo(2);
        assertThat(scheduler.update(second, List.of(new NextTokens.End(1))))
                .containsExactly(new SequenceEnd(1, EndReason.STOPPED));
        assertThat(scheduler.isIdle()).isTrue();
    }

    @Test
    void whatIsAddedAheadGetsTheNextFreeSlotAndTakesNobodysAway() {
        add(1, new int[] {1}, 10, NEVER);
        add(2, new int[] {1}, 2, NEVER);
        add(3, new int[] {1}, 2, NEVER);
        StepPlan first = scheduler.plan();
        scheduler.addAhead(NewSequence.prompt(4, new int[] {1}, NONE, 1, NEVER));
        scheduler.update(first, List.of(written(1, 7), new NextTokens.End(2)));
        StepPlan second = scheduler.plan();

        assertThat(first.sequences()).extracting(PlannedSequence::id).containsExactly(1L, 2L);
        assertThat(second.sequences()).extracting(PlannedSequence::id).containsExactly(1L, 4L);
        assertThat(scheduler.waiting()).isEqualTo(1);
    }

    @Test
    void aDecoderGetsItsTokenInEveryStepOfALongPrompt() {
        add(1, new int[] {1}, 10, NEVER);
        scheduler.update(scheduler.plan(), List.of(written(1, 7)));
        add(2, new int[8], 1, NEVER);

        StepPlan plan = scheduler.plan();
        scheduler.update(plan, List.of(written(1, 8)));
        StepPlan next = scheduler.plan();

        assertThat(plan.sequences()).extracting(PlannedSequence::id).containsExactly(1L, 2L);
        assertThat(plan.tokens()).isEqualTo(5);
        assertThat(next.sequences()).extracting(PlannedSequence::wantsNext).containsExactly(true, true);
    }

    @Test
    void theLastTokenEndsItAndIsNotComputed() {
        add(1, new int[] {1}, 2, NEVER);
        List<SequenceEnd> first = scheduler.update(scheduler.plan(), List.of(written(1, 7)));
        List<SequenceEnd> second = scheduler.update(scheduler.plan(), List.of(written(1, 8)));

        assertThat(first).isEmpty();
        assertThat(second).containsExactly(new SequenceEnd(1, EndReason.LENGTH));
        assertThat(scheduler.isIdle()).isTrue();
    }

    @Test
    void deadlinesAreComparedAcrossTheOverflowOfTheClock() {
        add(1, new int[] {1}, 2, Long.MIN_VALUE + 5);

        assertThat(scheduler.expire(Long.MAX_VALUE - 5)).isEmpty();
        assertThat(scheduler.expire(Long.MIN_VALUE + 5)).hasSize(1);
    }

    @Test
    void aPlanIsSettledOnceBeforeTheNext() {
        add(1, new int[] {1}, 2, NEVER);
        StepPlan plan = scheduler.plan();

        assertThatThrownBy(scheduler::plan).isInstanceOf(IllegalStateException.class);
        scheduler.update(plan, List.of(written(1, 3)));
        assertThatThrownBy(() -> scheduler.fail(plan)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aSequenceThatAskedForLogitsMustBeAnswered() {
        add(1, new int[] {1}, 2, NEVER);
        StepPlan plan = scheduler.plan();

        assertThatThrownBy(() -> scheduler.update(plan, List.of()))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("sequence 1");
    }
}
