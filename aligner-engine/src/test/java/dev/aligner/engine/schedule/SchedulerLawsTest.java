package dev.aligner.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.engine.model.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** The laws of a scheduler under random arrivals, ends, cancels, deadlines and failing steps. */
class SchedulerLawsTest {
    private static final int CONTEXT = 40;

    @Property(tries = 300)
    void lawsHoldUnderAnyArrivalsAndEnds(
            @ForAll @IntRange(min = 1, max = 5) int slots,
            @ForAll @IntRange(min = 1, max = 20) int budgetOverSlots,
            @ForAll @IntRange(min = 1, max = 16) int chunk,
            @ForAll boolean wholePrompts,
            @ForAll long seed) {
        new World(new SchedulerLimits(slots, CONTEXT, slots + budgetOverSlots, chunk, wholePrompts), seed).live();
    }

    /** What the test knows of a request that has not ended. */
    private static final class Expected {
        final long id;
        final int[] prompt;
        final int promptTokens;
        final int logitsFrom;
        final int maxNewTokens;
        final long deadline;
        final boolean ahead;
        final List<Integer> tokens = new ArrayList<>();
        long stepsAllowed;
        long admitted;
        int computed;
        int slot = -1;
        int steps;

        Expected(NewSequence sequence, boolean ahead, long stepsAhead) {
            this.id = sequence.id();
            this.prompt = sequence.tokens();
            this.promptTokens = sequence.promptTokens();
            this.logitsFrom = sequence.logitsFrom();
            this.maxNewTokens = sequence.maxNewTokens();
            this.deadline = sequence.deadlineNanos();
            this.ahead = ahead;
            this.stepsAllowed = stepsAhead + work();
            Arrays.stream(prompt).forEach(tokens::add);
        }

        long work() {
            return (long) prompt.length + maxNewTokens;
        }
    }

    /** Steps a scheduler against a fake executor and checks each plan. */
    private static final class World {
        private final SchedulerLimits limits;
        private final SplittableRandom random;
        private final Scheduler scheduler;
        private final Map<Long, Expected> living = new LinkedHashMap<>();
        private final Map<Long, EndReason> ended = new HashMap<>();
        private final Map<Boolean, Long> lastAdmitted = new HashMap<>();
        private long admissions;
        private long ids;
        private long now;

        World(SchedulerLimits limits, long seed) {
            this.limits = limits;
            this.random = new SplittableRandom(seed);
            this.scheduler = new Scheduler(limits);
        }

        void live() {
            for (int turn = 0; turn < 120; turn++) {
                disturb();
                step();
            }
            while (!scheduler.isIdle()) {
                step();
            }
            assertThat(living).isEmpty();
            assertThat(ended).hasSize((int) ids);
            assertThat(scheduler.plan().isEmpty()).isTrue();
        }

        private void disturb() {
            now++;
            while (random.nextInt(3) == 0) {
                add();
            }
            if (random.nextInt(8) == 0) {
                cancelOne();
            }
            scheduler.expire(now).forEach(end -> {
                assertThat(request(end.id()).deadline).isLessThanOrEqualTo(now);
                assertThat(end.reason()).isEqualTo(EndReason.EXPIRED);
                end(end);
            });
            assertThat(living.values()).allMatch(request -> request.deadline > now);
        }

        private void add() {
            int[] prompt = random.ints(1 + random.nextInt(CONTEXT - 1), 0, 1000).toArray();
            int maxNewTokens = 1 + random.nextInt(CONTEXT - prompt.length);
            long deadline = random.nextInt(4) == 0 ? now + 1 + random.nextInt(60) : Long.MAX_VALUE;
            long before = living.values().stream().mapToLong(Expected::work).sum();
            boolean scored = random.nextInt(4) == 0;
            boolean ahead = scored && random.nextBoolean();
            NewSequence sequence = scored
                    ? new NewSequence(
                            ++ids,
                            prompt,
                            1 + random.nextInt(prompt.length),
                            random.nextInt(prompt.length),
                            1,
                            deadline)
                    : NewSequence.prompt(++ids, prompt, maxNewTokens, deadline);
            Expected request = new Expected(sequence, ahead, before);
            if (ahead) {
                scheduler.addAhead(sequence);
                living.values().stream()
                        .filter(other -> other.slot < 0 && !other.ahead)
                        .forEach(other -> other.stepsAllowed += request.work());
            } else {
                scheduler.add(sequence);
            }
            living.put(request.id, request);
        }

        /** Running ones in the order in which they got their slots, then those ahead, then the others. */
        private static final Comparator<Expected> BY_TURN = Comparator.<Expected, Boolean>comparing(r -> r.slot < 0)
                .thenComparing(r -> r.slot < 0 ? 0 : r.admitted)
                .thenComparing(r -> !r.ahead)
                .thenComparing(r -> r.id);

        private void cancelOne() {
            long id = 1 + random.nextLong(ids + 1);
            assertThat(scheduler.cancel(id)).isEqualTo(living.containsKey(id));
            if (living.containsKey(id)) {
                end(new SequenceEnd(id, EndReason.CANCELLED));
            }
            assertThat(scheduler.cancel(id)).isFalse();
        }

        private Expected request(long id) {
            return Objects.requireNonNull(living.get(id), () -> "living request " + id);
        }

        private void end(SequenceEnd end) {
            assertThat(ended.put(end.id(), end.reason())).isNull();
            assertThat(living.remove(end.id())).isNotNull();
        }

        private void step() {
            @Nullable Expected oldest = living.values().stream().min(BY_TURN).orElse(null);
            StepPlan plan = scheduler.plan();
            assertThat(plan.isEmpty()).isEqualTo(living.isEmpty());
            if (oldest == null) {
                return;
            }
            assertThat(plan.tokens()).isBetween(1, limits.stepTokens() + overrun(plan));
            assertThat(plan.sequences()).extracting(PlannedSequence::id).contains(oldest.id);
            plan.sequences().forEach(this::check);
            checkSlots(plan);
            checkDecodersServed(plan);
            living.values()
                    .forEach(request -> assertThat(++request.steps).isLessThanOrEqualTo((int) request.stepsAllowed));
            if (random.nextInt(5) == 0) {
                cancelOne();
            }
            if (random.nextInt(40) == 0) {
                scheduler.fail(plan).forEach(this::end);
                assertThat(plan.sequences()).allMatch(share -> !living.containsKey(share.id()));
                return;
            }
            settle(plan);
        }

        private void check(PlannedSequence share) {
            Expected request = request(share.id());
            Segment segment = share.segment();
            if (request.slot < 0) {
                assertThat(share.id())
                        .as("admitted in order of arrival")
                        .isGreaterThan(lastAdmitted.getOrDefault(request.ahead, 0L));
                lastAdmitted.put(request.ahead, share.id());
                if (!request.ahead) {
                    assertThat(living.values()).as("ahead, and still waits").noneMatch(r -> r.ahead && r.slot < 0);
                }
                request.admitted = ++admissions;
                request.slot = segment.slot();
            }
            assertThat(segment.slot()).isEqualTo(request.slot).isLessThan(limits.slots());
            assertThat(segment.start()).as("each position once, in order").isEqualTo(request.computed);
            assertThat(segment.conditioning().promptTokens()).isEqualTo(request.promptTokens);
            boolean whole = limits.wholePrompts() && segment.start() == 0;
            assertThat(segment.tokens().length)
                    .isBetween(
                            whole ? request.promptTokens : 1,
                            Math.max(whole ? request.promptTokens : 1, limits.chunkTokens()));
            int end = segment.start() + segment.tokens().length;
            assertThat(end).isLessThan(CONTEXT);
            assertThat(Arrays.stream(segment.tokens()).boxed().toList())
                    .isEqualTo(request.tokens.subList(segment.start(), end));
            assertThat(share.wantsNext()).isEqualTo(end == request.tokens.size());
            assertThat(segment.logitRows())
                    .as("one row for each position from the first wanted on, none twice")
                    .isEqualTo(Math.max(0, end - Math.max(segment.start(), request.logitsFrom)));
            request.computed = end;
        }

        /** A prompt that must not be divided goes over the budget, but nothing is planned once that is spent. */
        private int overrun(StepPlan plan) {
            Segment last = plan.segments().get(plan.segments().size() - 1);
            return limits.wholePrompts() && last.start() == 0
                    ? last.conditioning().promptTokens() - 1
                    : 0;
        }

        private void checkSlots(StepPlan plan) {
            assertThat(plan.segments()).extracting(Segment::slot).doesNotHaveDuplicates();
            assertThat(living.values().stream()
                            .filter(request -> request.slot >= 0)
                            .map(request -> request.slot))
                    .as("a slot is never shared")
                    .doesNotHaveDuplicates();
        }

        private void checkDecodersServed(StepPlan plan) {
            Set<Long> planned = new HashSet<>();
            plan.sequences().forEach(share -> planned.add(share.id()));
            assertThat(living.values())
                    .filteredOn(request -> request.slot >= 0 && request.computed == request.tokens.size() - 1)
                    .filteredOn(request -> request.tokens.size() > request.prompt.length)
                    .as("decoding, and not in the step")
                    .allMatch(request -> planned.contains(request.id));
        }

        private void settle(StepPlan plan) {
            List<NextToken> next = new ArrayList<>();
            Set<Long> mustEnd = new HashSet<>();
            for (PlannedSequence share : plan.sequences()) {
                @Nullable Expected request = living.get(share.id());
                if (!share.wantsNext()) {
                    continue;
                }
                boolean stops = random.nextInt(12) == 0;
                int token = random.nextInt(1000);
                next.add(stops ? new NextToken.End(share.id()) : new NextToken.Token(share.id(), token));
                if (request != null) {
                    request.tokens.add(token);
                    if (stops || request.tokens.size() == request.work()) {
                        mustEnd.add(share.id());
                    }
                }
            }
            Set<Long> hasEnded = new HashSet<>();
            for (SequenceEnd end : scheduler.update(plan, next)) {
                hasEnded.add(end.id());
                end(end);
            }
            assertThat(hasEnded).isEqualTo(mustEnd);
        }
    }
}
