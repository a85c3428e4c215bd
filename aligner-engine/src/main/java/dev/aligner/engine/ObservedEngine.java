package dev.aligner.engine;

import dev.aligner.core.AlignerException;
import java.time.Duration;

/** An engine, of this process or elsewhere, whose finished generations an observer hears of. */
public record ObservedEngine(TokenEngine engine, EngineObserver observer) implements TokenEngine {

    @Override
    public GenerationTask submit(GenerationRequest request, GenerationListener listener) {
        return engine.submit(request, new Observed(listener, observer));
    }

    @Override
    public GenerationTask score(ScoreRequest request, ScoreListener listener) {
        return engine.score(request, listener);
    }

    @Override
    public GenerationTask follow(GenerationRequest request, GenerationListener listener) {
        return engine.follow(request, new Observed(listener, observer));
    }

    @Override
    public GenerationTask follow(ScoreRequest request, ScoreListener listener) {
        return engine.follow(request, listener);
    }

    @Override
    public boolean readAhead(int[] prompt, Variant variant, Duration atMost) {
        return engine.readAhead(prompt, variant, atMost);
    }

    @Override
    public boolean healthy() {
        return engine.healthy();
    }

    @Override
    public boolean reachable() {
        return engine.reachable();
    }

    @Override
    public void admit() {
        engine.admit();
    }

    @Override
    public EngineLoad load() {
        return engine.load();
    }

    @Override
    public long nanoTime() {
        return engine.nanoTime();
    }

    @Override
    public void close() {
        engine.close();
    }

    private record Observed(GenerationListener listener, EngineObserver observer) implements GenerationListener {
        @Override
        public void text(String delta) {
            listener.text(delta);
        }

        @Override
        public void finished(Generation generation) {
            observer.generated(generation.usage(), generation.timings());
            listener.finished(generation);
        }

        @Override
        public void failed(AlignerException error) {
            listener.failed(error);
        }
    }
}
