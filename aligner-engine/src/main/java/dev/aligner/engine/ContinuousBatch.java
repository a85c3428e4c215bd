package dev.aligner.engine;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.decode.TokenBytes;
import dev.aligner.engine.draft.StepCost;
import dev.aligner.engine.model.DeviceFullException;
import dev.aligner.engine.model.LanguageModel;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.ModelShape;
import dev.aligner.engine.schedule.NextTokens;
import dev.aligner.engine.schedule.PlannedSequence;
import dev.aligner.engine.schedule.Scheduler;
import dev.aligner.engine.schedule.SchedulerLimits;
import dev.aligner.engine.schedule.SequenceEnd;
import dev.aligner.engine.schedule.StepPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The requests inside an engine and the model that serves them, one step at a time. Owned by the engine's thread. */
final class ContinuousBatch {
    private static final Logger LOG = LoggerFactory.getLogger(ContinuousBatch.class);

    private final LanguageModel model;
    private final TokenBytes tokenBytes;
    private final Set<Integer> endTokens;
    private final LongSupplier nanoTime;
    private final EngineGauges gauges;
    private final int maxFailedSteps;
    private final Scheduler scheduler;
    private final float[] scratch;
    private final Map<Long, ActiveRequest> active = new LinkedHashMap<>();
    private final StepCost cost = new StepCost();
    private final int mostDraftTokens;
    private int failedSteps;

    ContinuousBatch(
            LanguageModel model,
            TokenBytes tokenBytes,
            Set<Integer> endTokens,
            EngineLimits limits,
            LongSupplier nanoTime,
            EngineGauges gauges) {
        ModelShape shape = model.shape();
        this.model = model;
        this.tokenBytes = tokenBytes;
        this.endTokens = endTokens;
        this.nanoTime = nanoTime;
        this.gauges = gauges;
        this.maxFailedSteps = limits.maxFailedSteps();
        this.mostDraftTokens = limits.chunkTokens() - 1;
        this.scheduler = new Scheduler(new SchedulerLimits(
                shape.slots(), shape.contextTokens(), limits.stepTokens(), limits.chunkTokens(), shape.wholePrompts()));
        this.scratch = new float[shape.vocabulary()];
    }

    boolean isIdle() {
        return scheduler.isIdle();
    }

    void add(Submission submission) {
        gauges.observer().taken(nanoTime.getAsLong() - submission.submittedNanos());
        active.put(submission.id(), submission.activate(tokenBytes, endTokens));
        if (submission.goesAhead()) {
            scheduler.addAhead(submission.sequence());
        } else {
            scheduler.add(submission.sequence());
        }
    }

    void onModel(Consumer<LanguageModel> work) {
        work.accept(model);
    }

    void cancel(long id) {
        if (scheduler.cancel(id)) {
            left(id).fail(AlignerException.of(ErrorCode.CANCELLED, "request: cancelled by its caller"));
        }
    }

    void expire() {
        for (SequenceEnd end : scheduler.expire(nanoTime.getAsLong())) {
            ActiveRequest request = left(end.id());
            request.fail(AlignerException.of(
                    ErrorCode.DEADLINE, "deadline: passed after " + request.newTokens() + " new tokens"));
        }
    }

    /**
     * Computes one step; the requests in it end if it fails, and half of them if there was no memory for it.
     *
     * @throws AlignerException MODEL_FAILED if too many have failed in a row
     */
    void step() {
        scheduler.makeWay().forEach(end -> left(end.id()));
        StepPlan plan = scheduler.plan();
        long started = nanoTime.getAsLong();
        for (PlannedSequence share : plan.sequences()) {
            request(share.id()).startedAt(started, share);
        }
        gauges.running(scheduler.running());
        try {
            compute(plan);
            failedSteps = 0;
        } catch (DeviceFullException e) {
            gauges.count(EngineCounters::stepFailed);
            gauges.observer().stepFailed();
            shed(plan, e);
            return;
        } catch (RuntimeException e) {
            gauges.count(EngineCounters::stepFailed);
            gauges.observer().stepFailed();
            fail(plan, e);
            return;
        }
        long ended = nanoTime.getAsLong();
        cost.stepped(plan.tokens(), ended - started);
        advance(plan, ended);
    }

    private void compute(StepPlan plan) {
        try (Logits logits = model.forward(plan.segments())) {
            if (logits.rows() != plan.logitRows()) {
                throw AlignerException.of(
                        ErrorCode.MODEL_FAILED,
                        "logits: " + logits.rows() + " rows (expected: " + plan.logitRows() + ")");
            }
            int row = 0;
            for (PlannedSequence share : plan.sequences()) {
                request(share.id()).take(share, logits, row, scratch);
                row += share.logitRows();
            }
        }
    }

    /** Load that does not fit is no failure of the model: it goes, and what is left may fit. */
    private void shed(StepPlan plan, DeviceFullException cause) {
        List<SequenceEnd> ended = scheduler.shed(plan);
        LOG.warn(
                "the device has no memory for a step of {} tokens of {} requests: {} of them end",
                plan.tokens(),
                plan.sequences().size(),
                ended.size());
        LOG.debug("for this", cause);
        for (SequenceEnd end : ended) {
            left(end.id())
                    .fail(AlignerException.retryLater(
                            ErrorCode.QUEUE_FULL,
                            "device: no memory for a step of " + plan.tokens() + " tokens (expected: fewer at once)",
                            gauges.retry().until(active.size())));
        }
    }

    private void fail(StepPlan plan, RuntimeException cause) {
        failedSteps++;
        if (failedSteps >= maxFailedSteps) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FAILED,
                    "model: " + failedSteps + " steps failed in a row (expected: fewer than " + maxFailedSteps + ")",
                    cause);
        }
        for (SequenceEnd end : scheduler.fail(plan)) {
            left(end.id()).fail(AlignerException.of(ErrorCode.MODEL_FAILED, "model: a step failed", cause));
        }
    }

    private void advance(StepPlan plan, long nowNanos) {
        List<NextTokens> next = new ArrayList<>();
        DraftBudget drafts = new DraftBudget(cost, scheduler.running(), mostDraftTokens);
        EngineCounters before = gauges.counters();
        EngineCounters counted = before.stepped(plan.tokens());
        for (PlannedSequence share : plan.sequences()) {
            if (share.wantsNext()) {
                ActiveRequest request = request(share.id());
                int written = request.newTokens();
                int drafted = request.draftedTokens();
                int accepted = request.acceptedTokens();
                next.add(request.advance(nowNanos, drafts));
                counted = counted.wrote(
                        request.newTokens() - written,
                        request.draftedTokens() - drafted,
                        request.acceptedTokens() - accepted);
            }
        }
        gauges.counters(counted);
        gauges.observer()
                .stepped(plan.sequences().size(), (int) (counted.draftedTokens() - before.draftedTokens()), (int)
                        (counted.acceptedTokens() - before.acceptedTokens()));
        for (SequenceEnd end : scheduler.update(plan, next)) {
            left(end.id()).finish(nowNanos);
        }
    }

    /** Ends all that waits or runs; the batch is not used afterwards. */
    void failAll(AlignerException error) {
        for (Long id : List.copyOf(active.keySet())) {
            left(id).fail(error);
        }
    }

    /** Its place is free before its listener hears of the end, so that the listener's caller may come again at once. */
    private ActiveRequest left(long id) {
        ActiveRequest request = request(id);
        active.remove(id);
        gauges.running(Math.min(scheduler.running(), active.size()));
        gauges.count(EngineCounters::requestEnded);
        if (request instanceof ActiveGeneration) {
            // who waits waits for generations: a scoring is part of the work of one
            gauges.retry().ended(nanoTime.getAsLong());
        }
        request.place().giveBack();
        return request;
    }

    private ActiveRequest request(long id) {
        @Nullable ActiveRequest request = active.get(id);
        return Objects.requireNonNull(request, () -> "request " + id);
    }
}
