package dev.aligner.engine.torch;

import ai.djl.pytorch.jni.IValue;
import java.util.ArrayDeque;
import java.util.Deque;

/** Owns native values and frees them together, the last first. An unclosed one is memory lost for good. */
public final class Handles implements AutoCloseable {
    private final Deque<Runnable> owned = new ArrayDeque<>();

    /** Takes a value over. */
    public IValue own(IValue value) {
        owned.push(value::close);
        return value;
    }

    /** Something else that is to be freed with the values. */
    public void own(Runnable close) {
        owned.push(close);
    }

    @Override
    public void close() {
        while (!owned.isEmpty()) {
            owned.pop().run();
        }
    }
}
