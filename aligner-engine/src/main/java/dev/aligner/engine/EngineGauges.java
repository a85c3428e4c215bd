package dev.aligner.engine;

import java.util.function.UnaryOperator;

/** What an engine shows of itself while it works. Written by the engine's thread, read by any, without locks. */
final class EngineGauges {
    private final RetryEstimate retry = new RetryEstimate();
    private volatile EngineCounters counters = EngineCounters.ZERO;
    private volatile int running;

    RetryEstimate retry() {
        return retry;
    }

    EngineCounters counters() {
        return counters;
    }

    int running() {
        return running;
    }

    void running(int sequences) {
        running = sequences;
    }

    void counters(EngineCounters now) {
        counters = now;
    }

    void count(UnaryOperator<EngineCounters> change) {
        counters = change.apply(counters);
    }
}
