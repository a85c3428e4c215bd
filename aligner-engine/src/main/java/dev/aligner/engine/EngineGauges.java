package dev.aligner.engine;

import java.util.function.UnaryOperator;

/** What an engine shows of itself while it works. Written by the engine's thread, read by any, without locks. */
final class EngineGauges {
    private final RetryEstimate retry = new RetryEstimate();
    private final EngineObserver observer;
    private volatile EngineCounters counters = EngineCounters.ZERO;
    private volatile int running;
    private volatile long turnNanos;
    private volatile boolean inTurn;

    EngineGauges(EngineObserver observer) {
        this.observer = observer;
    }

    EngineObserver observer() {
        return observer;
    }

    /** The engine's thread begins to do something. */
    void turnBegan(long nowNanos) {
        turnNanos = nowNanos;
        inTurn = true;
    }

    /** It has done it, and waits or goes on. */
    void turnEnded() {
        inTurn = false;
    }

    /** How long it has been doing the one thing that it does; 0 where it waits for work. */
    long nanosInTurn(long nowNanos) {
        long began = turnNanos;
        return inTurn ? Math.max(0, nowNanos - began) : 0;
    }

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
