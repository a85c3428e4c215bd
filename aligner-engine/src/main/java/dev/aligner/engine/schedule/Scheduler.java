package dev.aligner.engine.schedule;

import dev.aligner.core.AlignerException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides which tokens are computed in the next step. Pure and <b>not thread-safe</b>: one writer steps it.
 *
 * <pre>
 *   add          plan (a slot is free)          update: End, or the last token
 *  -----> waiting ------------------> running --------------------------------> ended
 *            |                        |     ^                                    ^
 *            |                        +-----+ update: Written                    |
 *            +---- cancel, expire ----+------ cancel, expire, fail, shed --------+
 * </pre>
 *
 * <p>Each slot holds one sequence of at most {@code contextTokens}, and only what fits in the worst case is taken in:
 * nothing that runs is ever pushed out. A step serves running sequences in the order in which they got their slots,
 * first those that lack one token, then prompts in chunks, and then gives free slots to who was added ahead, and to who
 * waits longest, while tokens of the step are left. What has had its slot for longest therefore moves on in every step.
 *
 * <p>A sequence that begins as something that lies in a free slot gets that slot and computes the rest only.
 *
 * <p>A sequence may have a draft: tokens that are computed as if they were right. Those that were are kept, and the
 * sequence goes on where the first wrong one lies. Drafts take what decoding leaves of a step, never another's turn.
 *
 * <p>A text is scored as a sequence of which all is known but one last token that is never computed: logits are wanted
 * at many of its positions, and its only next token ends it.
 *
 * <p>Each plan that is not empty is answered by one {@link #update}, one {@link #fail} or one {@link #shed} before the
 * next; sequences may be added, cancelled or expire in between.
 */
public final class Scheduler {
    private final SchedulerLimits limits;
    private final Map<Long, Sequence> ahead = new LinkedHashMap<>();
    private final Map<Long, Sequence> waiting = new LinkedHashMap<>();
    private final Map<Long, Sequence> running = new LinkedHashMap<>();
    private final Slots slots;
    private @Nullable StepPlan outstanding;

    public Scheduler(SchedulerLimits limits) {
        this.limits = limits;
        this.slots = new Slots(limits.slots());
    }

    public int waiting() {
        return ahead.size() + waiting.size();
    }

    public int running() {
        return running.size();
    }

    public boolean isIdle() {
        return ahead.isEmpty() && waiting.isEmpty() && running.isEmpty();
    }

    /**
     * Puts a sequence at the end of the queue.
     *
     * @throws AlignerException TOO_LARGE if it could outgrow a slot; nothing has changed
     */
    public void add(NewSequence sequence) {
        add(sequence, waiting);
    }

    /**
     * Puts a sequence before those of {@link #add}, behind others of its own kind. For the end of work that has been
     * served already: those that wait then wait longer, so there must be a bound on it.
     *
     * @throws AlignerException TOO_LARGE if it could outgrow a slot; nothing has changed
     */
    public void addAhead(NewSequence sequence) {
        add(sequence, ahead);
    }

    private void add(NewSequence sequence, Map<Long, Sequence> queue) {
        long id = sequence.id();
        if (ahead.containsKey(id) || waiting.containsKey(id) || running.containsKey(id)) {
            throw new IllegalArgumentException("id: " + id + " (expected: one that is not in use)");
        }
        checkFits(sequence.tokens().length, sequence.maxNewTokens(), limits.contextTokens());
        if (sequence.adapters().length > limits.slots()) {
            throw AlignerException.tooLarge(
                    "slots",
                    "slots: " + sequence.adapters().length + " needed (expected: at most " + limits.slots() + ")");
        }
        queue.put(id, new Sequence(sequence));
        assert verifyState();
    }

    /** @throws AlignerException TOO_LARGE if prompt and new tokens together may outgrow a slot */
    public static void checkFits(int promptTokens, int maxNewTokens, int contextTokens) {
        if ((long) promptTokens + maxNewTokens > contextTokens) {
            throw AlignerException.tooLarge(
                    "prompt",
                    "prompt: " + promptTokens + " tokens and up to " + maxNewTokens
                            + " new ones (expected: together at most " + contextTokens + ")");
        }
    }

    /** The next step; empty if nothing waits or runs. */
    public StepPlan plan() {
        if (outstanding != null) {
            throw new IllegalStateException("plan: the one before has neither been updated nor failed");
        }
        List<PlannedSequence> planned = new ArrayList<>();
        int budget = limits.stepTokens();
        int drafts = draftBudget();
        for (Sequence sequence : running.values()) {
            if (sequence.isDecoding()) {
                int least = sequence.adapters().length;
                int count = share(sequence, least + drafts, planned);
                drafts -= count - least;
                budget -= count;
            }
        }
        for (Sequence sequence : running.values()) {
            if (!sequence.isDecoding() && budget >= sequence.adapters().length) {
                budget -= share(sequence, budget, planned);
            }
        }
        while (waiting() > 0 && first().adapters().length <= Math.min(budget, slots.free())) {
            budget -= share(admit(), budget, planned);
        }
        StepPlan plan = planned.isEmpty() ? StepPlan.NOTHING : new StepPlan(planned);
        outstanding = plan.isEmpty() ? null : plan;
        assert verifyState();
        return plan;
    }

    /**
     * Ends what is only being read ahead where somebody waits for a slot: perhaps for what has just been read. To be asked
     * before each plan.
     */
    public List<SequenceEnd> makeWay() {
        boolean wanted = Stream.concat(ahead.values().stream(), waiting.values().stream())
                .anyMatch(sequence -> !sequence.isReading());
        List<SequenceEnd> ended = !wanted
                ? List.of()
                : List.copyOf(running.values()).stream()
                        .filter(Sequence::isReading)
                        .map(sequence -> end(sequence, EndReason.CANCELLED))
                        .toList();
        assert verifyState();
        return ended;
    }

    /** What is left when each that decodes has its one token and a prompt, if there is one, has one to move on with. */
    private int draftBudget() {
        int decoding = 0;
        int reading = waiting() > 0 ? 1 : 0;
        for (Sequence sequence : running.values()) {
            if (sequence.isDecoding()) {
                decoding += sequence.adapters().length;
            } else {
                reading = Math.max(reading, sequence.adapters().length);
            }
        }
        return Math.max(0, limits.stepTokens() - decoding - reading);
    }

    private int share(Sequence sequence, int budget, List<PlannedSequence> planned) {
        int allowance = Math.min(budget / sequence.adapters().length, limits.chunkTokens());
        PlannedSequence share = sequence.plan(allowance, limits.wholePrompts());
        planned.add(share);
        return share.tokens();
    }

    /** Who gets the next free slot. */
    private Sequence first() {
        return (ahead.isEmpty() ? waiting : ahead).values().iterator().next();
    }

    private Sequence admit() {
        Sequence sequence = first();
        ahead.remove(sequence.id());
        waiting.remove(sequence.id());
        int reused = limits.wholePrompts() ? 0 : sequence.mostReusable();
        int[] taken = new int[sequence.adapters().length];
        for (int i = 0; i < taken.length; i++) {
            Slots.Place place = slots.take(sequence.given(), reused, sequence.adapters()[i], sequence.steering());
            taken[i] = place.slot();
            reused = place.reused();
        }
        sequence.occupy(taken, reused);
        running.put(sequence.id(), sequence);
        return sequence;
    }

    /**
     * The plan was computed.
     *
     * @param next one for each planned sequence that wanted it; what came for one that has ended meanwhile is
     *     ignored
     * @return the sequences that ended by it
     */
    public List<SequenceEnd> update(StepPlan plan, List<NextTokens> next) {
        settle(plan);
        Map<Long, NextTokens> nextById = new HashMap<>();
        next.forEach(token -> nextById.put(token.id(), token));
        List<SequenceEnd> ended = new ArrayList<>();
        for (PlannedSequence share : plan.sequences()) {
            Sequence sequence = running.get(share.id());
            if (sequence == null) {
                continue;
            }
            if (!share.wantsNext()) {
                sequence.computedUpTo(share.segment().start() + share.segment().tokens().length);
            } else {
                sequence.computedUpTo(sequence.known());
                NextTokens token =
                        Objects.requireNonNull(nextById.get(share.id()), () -> "next token of sequence " + share.id());
                EndReason reason = advance(sequence, token);
                if (reason != null) {
                    ended.add(end(sequence, reason));
                }
            }
        }
        assert verifyState();
        return ended;
    }

    private static @Nullable EndReason advance(Sequence sequence, NextTokens next) {
        if (next instanceof NextTokens.Written written) {
            return sequence.append(written) ? null : EndReason.LENGTH;
        }
        return EndReason.STOPPED;
    }

    /** The plan could not be computed: what its slots hold is not known, and its sequences end. */
    public List<SequenceEnd> fail(StepPlan plan) {
        settle(plan);
        List<SequenceEnd> ended = new ArrayList<>();
        for (PlannedSequence share : plan.sequences()) {
            Sequence sequence = running.get(share.id());
            if (sequence != null) {
                ended.add(end(sequence, EndReason.FAILED));
            }
            share.segments().forEach(segment -> slots.forget(segment.slot()));
        }
        assert verifyState();
        return ended;
    }

    /**
     * The plan was too large to be computed, and nothing that its slots held before is lost: of its sequences the later half
     * ends, or the only one, and the others are planned again.
     */
    public List<SequenceEnd> shed(StepPlan plan) {
        settle(plan);
        List<PlannedSequence> shares = plan.sequences();
        List<SequenceEnd> ended = new ArrayList<>();
        for (PlannedSequence share : shares.subList(shares.size() / 2, shares.size())) {
            Sequence sequence = running.get(share.id());
            if (sequence != null) {
                ended.add(end(sequence, EndReason.FAILED));
            }
        }
        assert verifyState();
        return ended;
    }

    private void settle(StepPlan plan) {
        if (!plan.equals(outstanding)) {
            throw new IllegalStateException("plan: not the outstanding one");
        }
        outstanding = null;
    }

    /** Ends a sequence, waiting or running; false if there is none. */
    public boolean cancel(long id) {
        Sequence sequence = ahead.getOrDefault(id, waiting.getOrDefault(id, running.get(id)));
        if (sequence == null) {
            return false;
        }
        end(sequence, EndReason.CANCELLED);
        assert verifyState();
        return true;
    }

    /** Ends every sequence whose deadline is not after {@code nowNanos}. */
    public List<SequenceEnd> expire(long nowNanos) {
        List<Sequence> expired = new ArrayList<>();
        collectExpired(running.values(), nowNanos, expired);
        collectExpired(ahead.values(), nowNanos, expired);
        collectExpired(waiting.values(), nowNanos, expired);
        List<SequenceEnd> ended =
                expired.stream().map(s -> end(s, EndReason.EXPIRED)).toList();
        assert verifyState();
        return ended;
    }

    private static void collectExpired(Collection<Sequence> from, long nowNanos, List<Sequence> expired) {
        for (Sequence sequence : from) {
            if (sequence.isExpired(nowNanos)) {
                expired.add(sequence);
            }
        }
    }

    private SequenceEnd end(Sequence sequence, EndReason reason) {
        ahead.remove(sequence.id());
        waiting.remove(sequence.id());
        if (running.remove(sequence.id()) != null) {
            for (int slot : sequence.slots()) {
                slots.free(slot, sequence.inCache());
            }
        }
        return new SequenceEnd(sequence.id(), reason);
    }

    /** Throws if the scheduler contradicts itself; true otherwise, so that an assertion can ask. */
    boolean verifyState() {
        BitSet held = new BitSet();
        for (Sequence sequence : running.values()) {
            verify(sequence.slots().length == sequence.adapters().length, sequence, "a slot for each adapter");
            for (int slot : sequence.slots()) {
                verify(!held.get(slot), sequence, "slots that no other holds");
                held.set(slot);
            }
            verify(sequence.computed() < sequence.known(), sequence, "a token to compute");
            verify(
                    sequence.known() + sequence.drafted() < sequence.worstCaseTokens(),
                    sequence,
                    "room for one more token");
            verify(!isWaiting(sequence), sequence, "to run or to wait, not both");
        }
        ahead.values().forEach(Scheduler::verifyWaiting);
        waiting.values().forEach(Scheduler::verifyWaiting);
        if (!slots.held().equals(held)) {
            throw new IllegalStateException("slots: " + slots.held() + " taken (expected: " + held + ")");
        }
        return true;
    }

    private boolean isWaiting(Sequence sequence) {
        return ahead.containsKey(sequence.id()) || waiting.containsKey(sequence.id());
    }

    private static void verifyWaiting(Sequence sequence) {
        verify(sequence.slots().length == 0 && sequence.computed() == 0, sequence, "nothing computed yet");
    }

    private static void verify(boolean holds, Sequence sequence, String expected) {
        if (!holds) {
            throw new IllegalStateException("sequence " + sequence.id() + ": slots " + Arrays.toString(sequence.slots())
                    + ", " + sequence.computed() + " of " + sequence.known() + " computed (expected: " + expected
                    + ")");
        }
    }
}
