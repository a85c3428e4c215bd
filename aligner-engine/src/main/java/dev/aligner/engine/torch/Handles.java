package dev.aligner.engine.torch;

import ai.djl.pytorch.jni.IValue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;

/** Owns native values and frees them together, the last first. An unclosed one is memory lost for good. */
public final class Handles implements AutoCloseable {
    private static final LongAdder HELD = new LongAdder();

    private final Deque<Runnable> owned = new ArrayDeque<>();

    /** Takes a value over. */
    public IValue own(IValue value) {
        owned.push(() -> {
            value.close();
            HELD.decrement();
        });
        HELD.increment();
        return value;
    }

    /** Native values, single tensors and lists of them, that this process holds now: the same again after each step. */
    public static long held() {
        return HELD.sum();
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
