package dev.aligner.engine.corrector;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Care;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectionTask;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Sampling;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One request that takes several runs, one after the other: of each pass the most probable of some candidates, whose text
 * the next pass corrects again, until one changes nothing. The first candidate is the greedy one, the others are drawn.
 *
 * <p>Nothing is delivered before the last word: a later pass may take back what an earlier one wrote. All but the start,
 * {@link #cancel} and that word happens on the engine's thread.
 */
final class Deliberation implements CorrectionTask {
    private final String model;
    private final double strength;
    private final CorrectionRequest request;
    private final Care care;
    private final Runs runs;
    private final Executor finishing;
    private final CorrectionListener listener;

    private String text;
    private int pass = 1;
    private int candidate;
    private @Nullable Outcome best;
    private @Nullable Outcome kept;
    private Usage usage = Usage.NOTHING;
    private Timings timings = Timings.NOTHING;

    private volatile @Nullable CorrectionRun current;
    private volatile boolean cancelled;

    /** Makes a run of a request; null where its answer does not fit the model. */
    interface Runs {
        @Nullable
        CorrectionRun of(CorrectionRequest request, CorrectionRun.Sequel sequel, CorrectionListener listener);
    }

    Deliberation(
            String model,
            double strength,
            CorrectionRequest request,
            Runs runs,
            Executor finishing,
            CorrectionListener listener) {
        this.model = model;
        this.strength = strength;
        this.request = request;
        this.care = request.care();
        this.runs = runs;
        this.finishing = finishing;
        this.listener = listener;
        this.text = request.answer();
    }

    /** @throws AlignerException INVALID_FIELD where all candidates would be the same */
    static void check(Care care, Sampling sampling) {
        if (care.bestOf() > 1 && sampling.temperature() == 0) {
            throw AlignerException.invalidField(
                    "best_of", "best_of: " + care.bestOf() + " (expected: 1, or a sampling.temperature above 0)");
        }
    }

    /** Starts the first run, whose answer fits; throws what the engine throws, in which case nothing has begun. */
    void start() {
        CorrectionRun run = run();
        if (run == null) {
            throw new IllegalStateException("a first run that does not fit");
        }
        current = run;
        run.start();
    }

    @Override
    public void cancel() {
        cancelled = true;
        CorrectionRun run = current;
        if (run != null) {
            run.cancel();
        }
    }

    private @Nullable CorrectionRun run() {
        return runs.of(request.withAnswer(text).withSampling(sampling()), this::ended, new Failing());
    }

    private Sampling sampling() {
        if (care.bestOf() == 1) {
            return request.sampling();
        }
        Long seed = request.sampling().seed();
        return candidate == 0
                ? request.sampling().with(0, seed)
                : request.sampling()
                        .with(request.sampling().temperature(), seed == null ? null : Long.valueOf(seed + candidate));
    }

    private void ended(Outcome outcome) {
        usage = usage.plus(outcome.usage());
        timings = timings.plus(outcome.timings());
        best = best == null || worth(outcome) > worth(best) ? outcome : best;
        if (++candidate < care.bestOf() && goOn()) {
            return;
        }
        boolean changed = !best.text().equals(text);
        if (kept == null || changed) {
            kept = joined(kept, best);
        }
        text = best.text();
        best = null;
        candidate = 0;
        if (changed && ++pass <= care.passes() && goOn()) {
            return;
        }
        // a word diff of two long texts takes longer than a step
        finishing.execute(this::deliver);
    }

    /** What the corrector found of a candidate; one that changes nothing is as probable as itself, and the last choice. */
    private double worth(Outcome outcome) {
        if (outcome.text().equals(text)) {
            return Double.NEGATIVE_INFINITY;
        }
        Double margin = outcome.margin();
        return margin == null ? -Double.MAX_VALUE : margin;
    }

    /** False where what is to be corrected now does not fit. */
    private boolean goOn() {
        if (cancelled) {
            throw AlignerException.of(ErrorCode.CANCELLED, "correction: cancelled by its caller");
        }
        CorrectionRun run = run();
        if (run == null) {
            return false;
        }
        current = run;
        run.follow();
        if (cancelled) {
            run.cancel();
        }
        return true;
    }

    /** Changes upon changes: as sure as the least sure of them. */
    private static Outcome joined(@Nullable Outcome before, Outcome after) {
        Double first = before == null ? null : before.margin();
        Double second = after.margin();
        if (before == null || first == null) {
            return after;
        }
        return new Outcome(
                after.text(),
                after.reason() == null ? before.reason() : after.reason(),
                second == null ? first : Double.valueOf(Math.min(first, second)),
                after.finishReason(),
                after.usage(),
                after.timings());
    }

    /** Whatever goes wrong, the caller hears of an end: nobody else would tell him. */
    private void deliver() {
        Correction correction;
        try {
            correction = correction();
            if (!correction.text().isEmpty()) {
                listener.delta(correction.text());
            }
        } catch (RuntimeException | Error e) {
            listener.failed(AlignerException.of(
                    ErrorCode.MODEL_FAILED, "correction: " + e.getClass().getSimpleName(), e));
            return;
        }
        listener.corrected(correction);
    }

    private Correction correction() {
        Outcome last = kept;
        if (last == null) {
            throw new IllegalStateException("nothing was run");
        }
        return new Outcome(text, last.reason(), last.margin(), last.finishReason(), usage, timings)
                .correction(model, request.answer(), strength);
    }

    /** Of one run only a failure is passed on. */
    private final class Failing implements CorrectionListener {
        @Override
        public void delta(String piece) {}

        @Override
        public void corrected(Correction correction) {
            throw new IllegalStateException("a run with a sequel delivers nothing itself");
        }

        @Override
        public void failed(AlignerException error) {
            listener.failed(error);
        }
    }
}
