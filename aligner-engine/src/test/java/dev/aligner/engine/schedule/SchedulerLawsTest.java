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
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** The laws of a scheduler under random arrivals, ends, cancels, deadlines, failing steps and such as are too large. */
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
        final List<Integer> draft = new ArrayList<>();
        long stepsAllowed;
        long admitted;
        int computed;
        List<Integer> slots = List.of();
        final int[] adapters;
        int steps;

        Expected(NewSequence sequence, boolean ahead, long stepsAhead) {
            this.id = sequence.id();
            this.prompt = sequence.tokens();
            this.promptTokens = sequence.promptTokens();
            this.logitsFrom = sequence.logitsFrom();
            this.maxNewTokens = sequence.maxNewTokens();
            this.deadline = sequence.deadlineNanos();
            this.ahead = ahead;
            this.adapters = sequence.adapters();
            this.stepsAllowed = stepsAhead + work();
            Arrays.stream(prompt).forEach(tokens::add);
            draft(sequence.draft());
        }

        /** A draft never reaches the last token, which is not computed. */
        void draft(int[] next) {
            draft.clear();
            Arrays.stream(next).limit(Math.max(0, work() - 1 - tokens.size())).forEach(draft::add);
        }

        List<Integer> known() {
            List<Integer> known = new ArrayList<>(tokens);
            known.addAll(draft);
            return known;
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
        /** What a real cache would hold; null where nobody knows. */
        private final List<@Nullable List<Integer>> cache = new ArrayList<>();

        private final List<Integer> adapters = new ArrayList<>();

        private long admissions;
        private long ids;
        private long now;

        World(SchedulerLimits limits, long seed) {
            this.limits = limits;
            this.random = new SplittableRandom(seed);
            this.scheduler = new Scheduler(limits);
            for (int slot = 0; slot < limits.slots(); slot++) {
                cache.add(new ArrayList<>());
                adapters.add(0);
            }
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
            int[] prompt = anyPrompt();
            int maxNewTokens = 1 + random.nextInt(CONTEXT - prompt.length);
            long deadline = random.nextInt(4) == 0 ? now + 1 + random.nextInt(60) : Long.MAX_VALUE;
            long before = living.values().stream().mapToLong(Expected::work).sum();
            boolean scored = random.nextInt(4) == 0;
            int logitsFrom = random.nextInt(prompt.length + 1);
            boolean ahead = scored && random.nextBoolean();
            NewSequence sequence = scored
                    ? new NewSequence(
                            ++ids,
                            prompt,
                            1 + random.nextInt(prompt.length),
                            logitsFrom,
                            new int[0],
                            1,
                            deadline,
                            anyAdapters())
                    : new NewSequence(
                            ++ids,
                            prompt,
                            prompt.length,
                            prompt.length - 1,
                            anyDraft(),
                            maxNewTokens,
                            deadline,
                            anyAdapters());
            Expected request = new Expected(sequence, ahead, before);
            if (ahead) {
                scheduler.addAhead(sequence);
                living.values().stream()
                        .filter(other -> other.slots.isEmpty() && !other.ahead)
                        .forEach(other -> other.stepsAllowed += request.work());
            } else {
                scheduler.add(sequence);
            }
            living.put(request.id, request);
        }

        /** Often one that begins like another. */
        private int[] anyPrompt() {
            int[] prompt = random.ints(1 + random.nextInt(CONTEXT - 1), 0, 1000).toArray();
            int shared = random.nextInt(prompt.length + 1);
            for (int i = 0; i < shared && random.nextInt(30) > 0; i++) {
                prompt[i] = i;
            }
            return prompt;
        }

        /** One or two of a few. */
        private int[] anyAdapters() {
            int one = random.nextInt(3) - 1;
            return limits.slots() > 1 && random.nextInt(4) == 0 ? new int[] {one, one + 1} : new int[] {one};
        }

        private int[] anyDraft() {
            return random.nextInt(3) == 0
                    ? new int[0]
                    : random.ints(random.nextInt(12), 0, 1000).toArray();
        }

        /** Running ones in the order in which they got their slots, then those ahead, then the others. */
        private static final Comparator<Expected> BY_TURN = Comparator.<Expected, Boolean>comparing(
                        r -> r.slots.isEmpty())
                .thenComparing(r -> r.slots.isEmpty() ? 0 : r.admitted)
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
            scheduler.makeWay().forEach(end -> {
                Expected given = request(end.id());
                assertThat(given.logitsFrom).isEqualTo(given.prompt.length);
                end(end);
            });
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
                plan.segments().forEach(segment -> cache.set(segment.slot(), null));
                scheduler.fail(plan).forEach(this::end);
                assertThat(plan.sequences()).allMatch(share -> !living.containsKey(share.id()));
                return;
            }
            if (random.nextInt(40) == 0) {
                shed(plan);
                return;
            }
            settle(plan);
        }

        /** Those of the first half lose a step and nothing else. */
        private void shed(StepPlan plan) {
            int half = plan.sequences().size() / 2;
            List<Long> later = plan.sequences().stream()
                    .skip(half)
                    .map(PlannedSequence::id)
                    .filter(living::containsKey)
                    .toList();
            List<SequenceEnd> shed = scheduler.shed(plan);
            assertThat(shed).extracting(SequenceEnd::id).isEqualTo(later);
            shed.forEach(this::end);
            plan.sequences().stream()
                    .limit(half)
                    .filter(share -> living.containsKey(share.id()))
                    .forEach(share ->
                            request(share.id()).computed = share.segment().start());
            living.values().forEach(request -> request.stepsAllowed++);
        }

        private void check(PlannedSequence share) {
            Expected request = request(share.id());
            Segment segment = share.segment();
            if (request.slots.isEmpty()) {
                assertThat(share.id())
                        .as("admitted in order of arrival")
                        .isGreaterThan(lastAdmitted.getOrDefault(request.ahead, 0L));
                lastAdmitted.put(request.ahead, share.id());
                if (!request.ahead) {
                    assertThat(living.values())
                            .as("ahead, and still waits")
                            .noneMatch(r -> r.ahead && r.slots.isEmpty());
                }
                request.admitted = ++admissions;
                request.slots = share.segments().stream().map(Segment::slot).toList();
                request.computed = segment.start();
                assertThat(segment.start())
                        .as("logits are computed, not remembered")
                        .isLessThanOrEqualTo(request.logitsFrom);
            }
            assertThat(share.segments()).extracting(Segment::slot).isEqualTo(request.slots);
            assertThat(request.slots).allMatch(slot -> slot < limits.slots());
            assertThat(share.segments().stream()
                            .mapToInt(each -> each.conditioning().adapter()))
                    .containsExactly(IntStream.of(request.adapters).boxed().toArray(Integer[]::new));
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
                    .isEqualTo(request.known().subList(segment.start(), end));
            assertThat(share.wantsNext()).isEqualTo(end >= request.tokens.size());
            assertThat(share.draftTokens()).isEqualTo(Math.max(0, end - request.tokens.size()));
            assertThat(segment.logitRows())
                    .as("one row for each position from the first wanted on, none twice")
                    .isEqualTo(Math.max(0, end - Math.max(segment.start(), request.logitsFrom)));
            request.computed = Math.min(end, request.tokens.size());
            share.segments().forEach(each -> write(request, each));
        }

        private void write(Expected request, Segment segment) {
            if (segment.start() > 0) {
                assertThat(adapters.get(segment.slot()))
                        .as("computed under the same adapter")
                        .isEqualTo(segment.conditioning().adapter());
            }
            adapters.set(segment.slot(), segment.conditioning().adapter());
            List<Integer> held = Objects.requireNonNullElse(cache.get(segment.slot()), List.of());
            assertThat(held.subList(0, segment.start()))
                    .as("what is not computed lies in the cache")
                    .isEqualTo(request.tokens.subList(0, segment.start()));
            List<Integer> now = new ArrayList<>(held.subList(0, segment.start()));
            Arrays.stream(segment.tokens()).forEach(now::add);
            cache.set(segment.slot(), now);
        }

        /** A prompt that must not be divided goes over the budget, but nothing is planned once that is spent. */
        private int overrun(StepPlan plan) {
            PlannedSequence last = plan.sequences().get(plan.sequences().size() - 1);
            Segment segment = last.segment();
            return limits.wholePrompts() && segment.start() == 0
                    ? last.segments().size() * segment.conditioning().promptTokens() - 1
                    : 0;
        }

        private void checkSlots(StepPlan plan) {
            assertThat(plan.segments()).extracting(Segment::slot).doesNotHaveDuplicates();
            assertThat(living.values().stream().flatMap(request -> request.slots.stream()))
                    .as("a slot is never shared")
                    .doesNotHaveDuplicates();
        }

        private void checkDecodersServed(StepPlan plan) {
            Set<Long> planned = new HashSet<>();
            plan.sequences().forEach(share -> planned.add(share.id()));
            assertThat(living.values())
                    .filteredOn(request -> !request.slots.isEmpty() && request.computed == request.tokens.size() - 1)
                    .filteredOn(request -> request.tokens.size() > request.prompt.length)
                    .as("decoding, and not in the step")
                    .allMatch(request -> planned.contains(request.id));
        }

        private void settle(StepPlan plan) {
            List<NextTokens> next = new ArrayList<>();
            Set<Long> mustEnd = new HashSet<>();
            for (PlannedSequence share : plan.sequences()) {
                @Nullable Expected request = living.get(share.id());
                if (!share.wantsNext()) {
                    continue;
                }
                boolean stops = random.nextInt(12) == 0;
                int[] computed = share.segment().tokens();
                int accepted = random.nextInt(share.draftTokens() + 1);
                int from = computed.length - share.draftTokens();
                int[] tokens = Arrays.copyOfRange(computed, from, from + accepted + 1);
                tokens[accepted] = random.nextInt(1000);
                int[] draft = anyDraft();
                next.add(stops ? new NextTokens.End(share.id()) : new NextTokens.Written(share.id(), tokens, draft));
                if (request != null) {
                    request.computed += accepted;
                    Arrays.stream(tokens).forEach(request.tokens::add);
                    request.draft(draft);
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
