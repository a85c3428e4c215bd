package dev.aligner.scaling;

import dev.aligner.engine.draft.AnswerDraft;
import dev.aligner.engine.draft.DraftLength;
import dev.aligner.engine.draft.StepCost;
import dev.aligner.engine.schedule.NewSequence;
import dev.aligner.engine.schedule.NextTokens;
import dev.aligner.engine.schedule.PlannedSequence;
import dev.aligner.engine.schedule.Scheduler;
import dev.aligner.engine.schedule.SchedulerLimits;
import dev.aligner.engine.schedule.SequenceEnd;
import dev.aligner.engine.schedule.StepPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One engine in simulated time: what {@code ContinuousBatch} does, with a model that is known beforehand. */
final class Replica {
    private static final int[] NONE = {};

    /**
     * How an engine is set up.
     *
     * @param queueCapacity requests that may wait; more are refused
     * @param drafts whether the answer is tried as its own correction
     */
    record Setup(SchedulerLimits limits, int queueCapacity, StepPrice price, boolean drafts) {}

    /** A request that is being served, and how far its output is written. */
    private static final class Active {
        private final long number;
        private final Job job;
        private final @Nullable AnswerDraft draft;
        private int written;
        private long firstNanos = -1;

        Active(long number, Job job, boolean drafts) {
            this.number = number;
            this.job = job;
            this.draft = drafts && job.answer().length > 0 ? new AnswerDraft(job.answer(), job.prompt()) : null;
        }
    }

    private final Setup setup;
    private final Scheduler scheduler;
    private final StepCost cost = new StepCost();
    private final Map<Long, Active> active = new HashMap<>();
    private @Nullable StepPlan outstanding;
    private long stepEnds;
    private long busyNanos;
    private long steps;

    Replica(Setup setup) {
        this.setup = setup;
        this.scheduler = new Scheduler(setup.limits());
    }

    /** Requests that wait or run. */
    int outstanding() {
        return active.size();
    }

    long busyNanos() {
        return busyNanos;
    }

    long steps() {
        return steps;
    }

    /** When the step under way ends; {@link Long#MAX_VALUE} if there is none. */
    long stepEnds() {
        return outstanding == null ? Long.MAX_VALUE : stepEnds;
    }

    /** Takes a request, or refuses it because too many wait. */
    boolean offer(long number, Job job, long nowNanos) {
        if (active.size() >= setup.queueCapacity() + setup.limits().slots()) {
            return false;
        }
        Active request = new Active(number, job, setup.drafts());
        active.put(number, request);
        scheduler.add(new NewSequence(
                number,
                job.prompt(),
                job.prompt().length,
                job.prompt().length - 1,
                request.draft == null ? NONE : job.answer(),
                job.maxNewTokens(),
                Long.MAX_VALUE));
        if (outstanding == null) {
            begin(nowNanos);
        }
        return true;
    }

    private void begin(long nowNanos) {
        StepPlan plan = scheduler.plan();
        outstanding = plan.isEmpty() ? null : plan;
        if (!plan.isEmpty()) {
            long takes = setup.price().nanos(StepPrice.Load.of(plan));
            cost.stepped(plan.tokens(), takes);
            stepEnds = nowNanos + takes;
            busyNanos += takes;
            steps++;
        }
    }

    /** Ends the step under way and begins the next one; returns what is finished by it. */
    List<Served> step() {
        StepPlan plan = Objects.requireNonNull(outstanding, "no step under way");
        long now = stepEnds;
        List<NextTokens> next = new ArrayList<>();
        for (PlannedSequence share : plan.sequences()) {
            if (share.wantsNext()) {
                next.add(next(Objects.requireNonNull(active.get(share.id())), share, now));
            }
        }
        List<Served> served = new ArrayList<>();
        for (SequenceEnd end : scheduler.update(plan, next)) {
            Active request = Objects.requireNonNull(active.remove(end.id()));
            served.add(
                    new Served(request.number, request.job.arrivalNanos(), request.firstNanos, now, request.written));
        }
        begin(now);
        return served;
    }

    /** The tokens of the draft that are the output's, and the one after them. */
    private NextTokens next(Active request, PlannedSequence share, long nowNanos) {
        int[] output = request.job.output();
        int[] computed = share.segment().tokens();
        int drafted = share.draftTokens();
        int firstDrafted = computed.length - drafted;
        int accepted = 0;
        while (accepted < drafted && output[request.written + accepted] == computed[firstDrafted + accepted]) {
            accepted++;
        }
        int from = request.written;
        request.written += accepted + 1;
        if (request.firstNanos < 0) {
            request.firstNanos = nowNanos;
        }
        if (output[request.written - 1] == Job.END) {
            request.written--;
            return new NextTokens.End(share.id());
        }
        int[] tokens = Arrays.copyOfRange(output, from, request.written);
        int[] draft = request.draft == null
                ? NONE
                : request.draft.next(output, request.written, drafted, accepted, this::worthwhile);
        return new NextTokens.Written(share.id(), tokens, draft);
    }

    private int worthwhile(double acceptance) {
        return DraftLength.best(
                acceptance,
                cost.baseInTokens(),
                Math.max(1, scheduler.running()),
                setup.limits().chunkTokens() - 1);
    }
}
