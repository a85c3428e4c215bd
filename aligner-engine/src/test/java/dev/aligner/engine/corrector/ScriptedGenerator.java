package dev.aligner.engine.corrector;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.engine.Generation;
import dev.aligner.engine.GenerationListener;
import dev.aligner.engine.GenerationTask;
import dev.aligner.engine.Score;
import dev.aligner.engine.ScoreListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Stands for the engine: the test is the engine's thread, and says what the model writes. */
final class ScriptedGenerator implements CorrectionRun.Generator {
    private final List<Running> started = new ArrayList<>();
    private final List<Pass> passes = new ArrayList<>();

    @Override
    public GenerationTask first(Window window, GenerationListener listener) {
        return start(window, listener);
    }

    @Override
    public GenerationTask next(Window window, GenerationListener listener) {
        return start(window, listener);
    }

    private GenerationTask start(Window window, GenerationListener listener) {
        Running running = new Running(window, listener);
        started.add(running);
        return () -> running.cancelled = true;
    }

    @Override
    public GenerationTask score(int[] prompt, int[] continuation, int given, ScoreListener listener) {
        Pass pass = new Pass(prompt, continuation, given, listener);
        passes.add(pass);
        return () -> pass.cancelled = true;
    }

    /** Those that were asked for, in order: for each margin the correction's, then the unchanged text's. */
    List<Pass> passes() {
        return passes;
    }

    /** Ends the last two: the correction is by so much more probable. */
    void weigh(double margin) {
        passes.get(passes.size() - 1).end(-5);
        passes.get(passes.size() - 2).end(margin - 5);
    }

    /** One text's scoring. */
    static final class Pass {
        private final int[] prompt;
        private final int[] continuation;
        private final int given;
        private final ScoreListener listener;
        private boolean cancelled;

        Pass(int[] prompt, int[] continuation, int given, ScoreListener listener) {
            this.prompt = prompt;
            this.continuation = continuation;
            this.given = given;
            this.listener = listener;
        }

        int[] prompt() {
            return prompt;
        }

        int[] continuation() {
            return continuation;
        }

        int given() {
            return given;
        }

        boolean cancelled() {
            return cancelled;
        }

        void end(double logProbability) {
            if (cancelled) {
                fail(ErrorCode.CANCELLED);
            } else {
                listener.scored(new Score(new double[] {logProbability}, Duration.ofMillis(3)));
            }
        }

        void fail(ErrorCode code) {
            listener.failed(AlignerException.of(code, "scripted"));
        }
    }

    int started() {
        return started.size();
    }

    Running last() {
        return started.get(started.size() - 1);
    }

    /** One window's generation. */
    static final class Running {
        private final Window window;
        private final GenerationListener listener;
        private final StringBuilder text = new StringBuilder();
        private boolean cancelled;

        Running(Window window, GenerationListener listener) {
            this.window = window;
            this.listener = listener;
        }

        boolean cancelled() {
            return cancelled;
        }

        /** Some of the output; nothing once cancelled, as the engine has it. */
        Running write(String... deltas) {
            for (String delta : deltas) {
                if (!cancelled) {
                    text.append(delta);
                    listener.text(delta);
                }
            }
            return this;
        }

        /** The engine was at the end already when the cancellation came. */
        void endsBeforeItIsCancelled(Runnable cancel) {
            cancel.run();
            cancelled = false;
            end(FinishReason.STOP);
        }

        void end(FinishReason reason) {
            end(reason, new int[0], -1, new double[0]);
        }

        /** Ends by the last of these tokens, which are told with how probable each is. */
        void ended(int[] tokens, double... logProbabilities) {
            int last = tokens.length - 1;
            end(FinishReason.STOP, Arrays.copyOf(tokens, last), tokens[last], logProbabilities);
        }

        private void end(FinishReason reason, int[] tokens, int endToken, double[] logProbabilities) {
            if (cancelled) {
                listener.failed(AlignerException.of(ErrorCode.CANCELLED, "cancelled"));
            } else {
                listener.finished(new Generation(
                        text.toString(),
                        tokens,
                        endToken,
                        logProbabilities,
                        null,
                        reason,
                        new Usage(window.prompt().length, text.length(), 0),
                        Timings.NOTHING));
            }
        }
    }
}
