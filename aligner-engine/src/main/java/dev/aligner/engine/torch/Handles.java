package dev.aligner.engine.torch;

import ai.djl.pytorch.jni.IValue;
import java.util.ArrayDeque;
import java.util.Deque;

/** Owns native values and frees them together, the last first. An unclosed one is memory lost for good. */
final class Handles implements AutoCloseable {
    private final Deque<IValue> owned = new ArrayDeque<>();

    IValue own(IValue value) {
        owned.push(value);
        return value;
    }

    @Override
    public void close() {
        while (!owned.isEmpty()) {
            owned.pop().close();
        }
    }
}
