package dev.aligner.service.engine;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Corrector;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Usage;
import dev.aligner.engine.Generation;
import dev.aligner.engine.GenerationListener;
import dev.aligner.engine.GenerationTask;
import dev.aligner.engine.Score;
import dev.aligner.engine.ScoreListener;
import dev.aligner.engine.corrector.ModelCorrector;
import dev.aligner.engine.corrector.SharedCorrectors;
import dev.aligner.service.bridge.TokenAccount;
import dev.aligner.service.wire.CompletionCall;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.ContextView;

/**
 * The loaded model as a publisher: each subscription is one request to its engine, ended when the subscriber cancels. The
 * engine's own bounds are its bounds; what a slow reader has not taken is at most one output.
 */
final class Completions {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final double[] NO_TOKENS = {};

    private final Supplier<Corrector> corrector;
    private final Scheduler admission;
    private final Scheduler delivery;
    private final Duration timeout;

    /**
     * @param admission may block; its queue is bounded
     * @param delivery where events arrive
     * @param timeout of each request
     */
    Completions(Supplier<Corrector> corrector, Scheduler admission, Scheduler delivery, Duration timeout) {
        this.corrector = corrector;
        this.admission = admission;
        this.delivery = delivery;
        this.timeout = timeout;
    }

    /** @throws AlignerException where there is no model to use now */
    ModelCorrector model() {
        Corrector current = corrector.get();
        if (current instanceof SharedCorrectors shared) {
            return shared.first();
        }
        if (current instanceof ModelCorrector model) {
            return model;
        }
        throw new IllegalStateException("corrector: without a model of its own (expected: one)");
    }

    Flux<Completion> complete(CompletionCall call) {
        return started((FluxSink<Completion> sink) -> {
                    ModelCorrector model = model();
                    return model.generate(
                            tokens(model, call.prompt()),
                            call.sampling(),
                            call.maxTokens(),
                            call.stop(),
                            timeout,
                            new Heard(sink));
                })
                .publishOn(delivery)
                .transformDeferredContextual((completion, context) -> completion.doOnNext(event -> {
                    if (event instanceof Completion.End end) {
                        charge(context, end.generation().usage());
                    }
                }));
    }

    /** Log-probabilities of the prompt's tokens from the second on. */
    Mono<double[]> score(CompletionCall call) {
        return started((FluxSink<double[]> sink) -> {
                    ModelCorrector model = model();
                    int[] prompt = tokens(model, call.prompt());
                    if (prompt.length == 1) {
                        sink.next(NO_TOKENS);
                        sink.complete();
                        return () -> {};
                    }
                    return model.score(
                            Arrays.copyOf(prompt, 1),
                            Arrays.copyOfRange(prompt, 1, prompt.length),
                            timeout,
                            new Scored(sink));
                })
                .publishOn(delivery)
                .next()
                .transformDeferredContextual((scores, context) ->
                        scores.doOnNext(done -> charge(context, new Usage(done.length + 1, 0, 0))));
    }

    private static void charge(ContextView context, Usage usage) {
        TokenAccount.of(context).ifPresent(payer -> payer.spent(usage));
    }

    int[] tokens(ModelCorrector model, CompletionCall.Prompt prompt) {
        if (prompt instanceof CompletionCall.Prompt.Text text) {
            return model.tokens().markup(text.text());
        }
        return ((CompletionCall.Prompt.Tokens) prompt).ids();
    }

    private <T> Flux<T> started(Function<FluxSink<T>, GenerationTask> start) {
        return Flux.create(
                sink -> {
                    Handle handle = new Handle();
                    sink.onDispose(handle::cancel);
                    try {
                        // its Disposable is not used: that would interrupt the engine in the middle of its own locks
                        admission.schedule(() -> admit(start, sink, handle));
                    } catch (RejectedExecutionException e) {
                        sink.error(AlignerException.retryLater(
                                ErrorCode.QUEUE_FULL, "admission: every place is taken", RETRY_AFTER));
                    }
                },
                FluxSink.OverflowStrategy.BUFFER);
    }

    private static <T> void admit(Function<FluxSink<T>, GenerationTask> start, FluxSink<T> sink, Handle handle) {
        if (sink.isCancelled()) {
            return;
        }
        try {
            handle.hold(start.apply(sink));
        } catch (RuntimeException e) {
            sink.error(e);
        }
    }

    /** Whoever has left is told nothing: Reactor would log it as lost. */
    private static void fail(FluxSink<?> sink, AlignerException error) {
        if (sink.isCancelled()) {
            return;
        }
        sink.error(error);
    }

    /** Remembers a cancellation that comes before there is a task. */
    private static final class Handle {
        private static final GenerationTask CANCELLED = () -> {};

        private final AtomicReference<@Nullable GenerationTask> task = new AtomicReference<>();

        void hold(GenerationTask started) {
            if (!task.compareAndSet(null, started)) {
                started.cancel();
            }
        }

        void cancel() {
            GenerationTask running = task.getAndSet(CANCELLED);
            if (running != null) {
                running.cancel();
            }
        }
    }

    private record Heard(FluxSink<Completion> sink) implements GenerationListener {
        @Override
        public void text(String delta) {
            sink.next(new Completion.Text(delta));
        }

        @Override
        public void finished(Generation generation) {
            sink.next(new Completion.End(generation));
            sink.complete();
        }

        @Override
        public void failed(AlignerException error) {
            fail(sink, error);
        }
    }

    private record Scored(FluxSink<double[]> sink) implements ScoreListener {
        @Override
        public void scored(Score score) {
            sink.next(score.tokens());
            sink.complete();
        }

        @Override
        public void failed(AlignerException error) {
            fail(sink, error);
        }
    }
}
