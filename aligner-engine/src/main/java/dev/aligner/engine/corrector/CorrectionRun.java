package dev.aligner.engine.corrector;

import dev.aligner.core.Action;
import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectionTask;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Reason;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.core.policy.EdgeWhitespace;
import dev.aligner.core.policy.LoopDetector;
import dev.aligner.core.policy.OutputJudge;
import dev.aligner.core.policy.OutputLimit;
import dev.aligner.core.policy.StreamGate;
import dev.aligner.engine.Generation;
import dev.aligner.engine.GenerationListener;
import dev.aligner.engine.GenerationTask;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One request's windows, generated one after the other, judged, and put together. All but the start, {@link #cancel} and
 * the last word happens on the engine's thread.
 *
 * <p>A window whose output is unusable keeps its original text; the correction then carries the reason, and is {@link
 * Action#BYPASSED} where no other window changed anything. So does one whose change the gate refuses, but that is the
 * corrector's own verdict: {@link Action#NONE}.
 */
final class CorrectionRun implements CorrectionTask {
    private final CorrectionRequest request;
    private final double strength;
    private final List<Window> windows;
    private final CorrectionListener listener;
    private final Generator generator;
    private final CorrectionPolicy policy;
    private final OutputJudge judge;
    private final @Nullable MarginGate gate;
    private final Executor finishing;
    private final String model;
    private final @Nullable Sequel sequel;

    private final StringBuilder delivered = new StringBuilder();
    private Usage usage = Usage.NOTHING;
    private Timings timings = Timings.NOTHING;
    private FinishReason finishReason = FinishReason.STOP;
    private @Nullable Reason reason;
    private @Nullable Double margin;

    private final AtomicReference<@Nullable GenerationTask> current = new AtomicReference<>();
    private volatile boolean cancelled;
    private boolean ended;

    /** Starts the generation of windows; throws what the engine throws. */
    interface Generator extends MarginScoring.Scorer {
        GenerationTask first(Window window, GenerationListener listener);

        /** Called where the generation before has ended, on the engine's thread. */
        GenerationTask next(Window window, GenerationListener listener);
    }

    /** Takes a run's outcome in the place of its listener, on the engine's thread; what it throws fails the run. */
    interface Sequel {
        void ended(Outcome outcome);
    }

    CorrectionRun(
            String model,
            CorrectionRequest request,
            double strength,
            List<Window> windows,
            CorrectionPolicy policy,
            OutputJudge judge,
            @Nullable MarginGate gate,
            Generator generator,
            Executor finishing,
            CorrectionListener listener,
            @Nullable Sequel sequel) {
        this.model = model;
        this.request = request;
        this.strength = strength;
        this.windows = windows;
        this.policy = policy;
        this.judge = judge;
        this.gate = gate;
        this.generator = generator;
        this.finishing = finishing;
        this.listener = listener;
        this.sequel = sequel;
    }

    /** Starts the first window; throws what the engine throws, in which case nothing has begun. */
    void start() {
        GenerationTask task = generator.first(windows.get(0), new WindowListener(0));
        // unless the engine is at a later window by now: that one's task is the one to cancel
        current.compareAndSet(null, task);
        if (cancelled) {
            cancelCurrent();
        }
    }

    /** As {@link #start} where another run of the same work has just ended, on the engine's thread. */
    void follow() {
        next(0);
    }

    @Override
    public void cancel() {
        cancelled = true;
        cancelCurrent();
    }

    private void cancelCurrent() {
        GenerationTask task = current.get();
        if (task != null) {
            task.cancel();
        }
    }

    private void next(int index) {
        if (index == windows.size()) {
            Sequel after = sequel;
            if (after != null) {
                after.ended(outcome());
            } else {
                // a word diff of two long texts takes longer than a step
                finishing.execute(() -> toAnEnd(this::deliver));
            }
            return;
        }
        if (cancelled) {
            fail(AlignerException.of(ErrorCode.CANCELLED, "correction: cancelled by its caller"));
            return;
        }
        current.set(generator.next(windows.get(index), new WindowListener(index)));
        if (cancelled) {
            cancelCurrent();
        }
    }

    private void deliver() {
        Correction correction = outcome().correction(model, request.answer(), strength);
        ended = true;
        listener.corrected(correction);
    }

    private void fail(AlignerException error) {
        ended = true;
        listener.failed(error);
    }

    /** Whatever goes wrong once a generation has ended, the caller hears of an end: nobody else would tell him. */
    private void toAnEnd(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            if (ended) {
                throw e;
            }
            fail(
                    e instanceof AlignerException known
                            ? known
                            : AlignerException.of(
                                    ErrorCode.MODEL_FAILED,
                                    "correction: " + e.getClass().getSimpleName(),
                                    e));
        }
    }

    private Outcome outcome() {
        return new Outcome(delivered.toString(), reason, margin, finishReason, usage, timings);
    }

    private void send(String piece) {
        if (!piece.isEmpty()) {
            delivered.append(piece);
            try {
                listener.delta(piece);
            } catch (RuntimeException e) {
                throw AlignerException.of(ErrorCode.CANCELLED, "listener: threw at a delta (expected: to return)", e);
            }
        }
    }

    private final class WindowListener implements GenerationListener {
        private final int index;
        private final Window window;
        private final StreamGate stream;
        private final LoopDetector loops;
        private final StringBuilder output = new StringBuilder();
        private boolean hopeless;

        WindowListener(int index) {
            this.index = index;
            this.window = windows.get(index);
            // what may yet be refused, or written otherwise, cannot leave eagerly
            boolean asItComes = gate == null && window.restoration().isNone();
            this.stream =
                    new StreamGate(asItComes ? policy.streaming() : CorrectionPolicy.Streaming.DECIDED, window.text());
            this.loops = new LoopDetector(window.text());
        }

        @Override
        public void text(String delta) {
            if (output.isEmpty()) {
                send(window.before());
            }
            output.append(delta);
            if (hopeless || loops.feed(delta)) {
                // the rest would be thrown away: free the slot now; the verdict follows the end of the generation
                hopeless = true;
                cancelCurrent();
                return;
            }
            send(stream.output(delta));
        }

        @Override
        public void finished(Generation generation) {
            toAnEnd(() -> judge(generation));
        }

        private void judge(Generation generation) {
            usage = usage.plus(generation.usage());
            timings = timings.plus(generation.timings());
            finishReason = generation.finishReason();
            if (output.isEmpty()) {
                send(window.before());
            }
            OutputLimit.Bound bound = window.limit().bound();
            Optional<Reason> verdict = hopeless
                    ? Optional.of(Reason.LOOPING_OUTPUT)
                    : judge.judge(window.text(), generation.text(), generation.finishReason(), bound);
            String corrected = window.restoration()
                    .restored(EdgeWhitespace.of(window.text()).around(generation.text()));
            // whoever instructs may mean the code as well: names to be taken out of it, say
            if (verdict.isEmpty() && request.instruction() == null) {
                verdict = policy.restraint().broken(window.text(), corrected);
            }
            MarginGate condition = gate;
            if (verdict.isPresent() || condition == null || corrected.equals(window.text())) {
                conclude(verdict.orElse(null), corrected);
            } else {
                weigh(generation, corrected, condition);
            }
        }

        private void weigh(Generation generation, String corrected, MarginGate condition) {
            if (cancelled) {
                fail(AlignerException.of(ErrorCode.CANCELLED, "correction: cancelled by its caller"));
                return;
            }
            int[] changed = condition.target().apply(corrected);
            OptionalDouble known = MarginGate.known(generation, changed);
            if (known.isPresent()) {
                decide(known.getAsDouble(), corrected, condition);
                return;
            }
            int[] unchanged = condition.target().apply(window.text());
            if (Arrays.equals(unchanged, changed)) {
                // two spellings of what the model cannot tell apart
                decide(0, corrected, condition);
                return;
            }
            try {
                current.set(MarginScoring.start(
                        window.prompt(),
                        unchanged,
                        changed,
                        MarginGate.written(generation, changed),
                        generator,
                        deciding(corrected, condition)));
            } catch (AlignerException e) {
                if (e.code() != ErrorCode.TOO_LARGE) {
                    throw e;
                }
                // tokenised anew, an output may have more tokens than it was written with
                conclude(Reason.OUTPUT_TOO_LONG, window.text());
                return;
            }
            if (cancelled) {
                cancelCurrent();
            }
        }

        private MarginScoring.Listener deciding(String corrected, MarginGate condition) {
            return new MarginScoring.Listener() {
                @Override
                public void measured(double measured, Duration time) {
                    timings = timings.plus(new Timings(Duration.ZERO, Duration.ZERO, Duration.ZERO, time));
                    toAnEnd(() -> decide(measured, corrected, condition));
                }

                @Override
                public void failed(AlignerException error) {
                    fail(error);
                }
            };
        }

        private void decide(double measured, String corrected, MarginGate condition) {
            margin = margin == null ? measured : Math.min(margin, measured);
            if (measured >= condition.least()) {
                conclude(null, corrected);
            } else {
                reason = reason == null ? Reason.BELOW_MARGIN : reason;
                conclude(null, window.text());
            }
        }

        @Override
        public void failed(AlignerException error) {
            if (hopeless && !cancelled && error.code() == ErrorCode.CANCELLED) {
                usage = usage.plus(new Usage(window.prompt().length, 0, 0));
                finishReason = FinishReason.LENGTH;
                toAnEnd(() -> conclude(Reason.LOOPING_OUTPUT, window.text()));
            } else {
                fail(error);
            }
        }

        private void conclude(@Nullable Reason degenerate, String text) {
            if (degenerate != null && policy.degenerateOutput() == CorrectionPolicy.DegenerateOutput.ERROR) {
                fail(degenerate(degenerate));
                return;
            }
            if (degenerate != null && (reason == null || reason == Reason.BELOW_MARGIN)) {
                reason = degenerate;
            }
            Optional<String> rest = stream.rest(degenerate == null ? text : window.text());
            if (rest.isEmpty()) {
                // eager streaming only: what has left cannot be taken back
                fail(degenerate(degenerate == null ? Reason.OUTPUT_CUT_OFF : degenerate));
                return;
            }
            send(rest.get());
            next(index + 1);
        }

        private AlignerException degenerate(Reason why) {
            return AlignerException.of(
                    ErrorCode.DEGENERATE_OUTPUT,
                    "The model's output is unusable: " + why.wireName() + ". The answer stands uncorrected.");
        }
    }
}
