package dev.aligner.engine.torch;

import dev.aligner.engine.model.Precision;

/** PyTorch's numbers for its dtypes, as a program's {@code dtype} arguments take them. */
final class Dtype {
    static final int FLOAT16 = 5;
    static final int FLOAT32 = 6;
    static final int BFLOAT16 = 15;

    private Dtype() {}

    /** Of what a step computes in; with int8 matrices the rest is float32. */
    static int ofStep(Precision computed) {
        return computed == Precision.INT8 ? FLOAT32 : ofCache(computed);
    }

    /** Of keys and values, and of what is only looked up. */
    static int ofCache(Precision computed) {
        return switch (computed) {
            case FLOAT32 -> FLOAT32;
            case FLOAT16 -> FLOAT16;
            case BFLOAT16, INT8, AUTO -> BFLOAT16;
        };
    }
}
