package dev.aligner.engine.torch;

import dev.aligner.engine.model.Precision;

/** PyTorch's numbers for its dtypes, as a program's {@code dtype} arguments take them. */
final class Dtype {
    static final int FLOAT32 = 6;
    static final int BFLOAT16 = 15;

    private Dtype() {}

    /** Of keys and values, and of what is only looked up. */
    static int ofCache(Precision computed) {
        return computed == Precision.FLOAT32 ? FLOAT32 : BFLOAT16;
    }
}
