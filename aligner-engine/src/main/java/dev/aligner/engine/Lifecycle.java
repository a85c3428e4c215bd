package dev.aligner.engine;

/**
 * Where an engine is in its life. Any thread moves it, only to the right; all but READY may be reached from any state
 * to the left.
 *
 * <pre>
 *  LOADING --> READY --> DRAINING --> CLOSED --> BROKEN
 * </pre>
 */
final class Lifecycle {
    enum State {
        LOADING,
        READY,
        DRAINING,
        CLOSED,
        BROKEN
    }

    private volatile State state = State.LOADING;

    State state() {
        return state;
    }

    boolean is(State expected) {
        return state == expected;
    }

    /** Whether the engine's thread is to end. */
    boolean isOver() {
        return state.compareTo(State.CLOSED) >= 0;
    }

    /** False if somebody has drained or closed the engine meanwhile. */
    synchronized boolean loaded() {
        if (state != State.LOADING) {
            return false;
        }
        state = State.READY;
        return true;
    }

    void drain() {
        moveTo(State.DRAINING);
    }

    void close() {
        moveTo(State.CLOSED);
    }

    void broken() {
        moveTo(State.BROKEN);
    }

    private synchronized void moveTo(State later) {
        if (state.compareTo(later) < 0) {
            state = later;
        }
    }
}
