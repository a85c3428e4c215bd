package dev.aligner.engine.torch;

/** PyTorch's numbers for its dtypes, as a program's {@code dtype} arguments take them. */
final class Dtype {
    static final int FLOAT32 = 6;
    static final int BFLOAT16 = 15;

    private Dtype() {}
}
