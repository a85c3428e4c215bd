package dev.aligner.engine.weights;

import org.jspecify.annotations.Nullable;

/** How a tensor's numbers lie in a file, little-endian. Blocks as in ggml's {@code ggml-common.h}. */
enum TensorType {
    F32(0, 1, 4),
    F16(1, 1, 2),
    BF16(30, 1, 2),
    /** Scale f16, then 32 signed bytes. */
    Q8_0(8, 32, 34),
    /** Scale f16, then 32 nibbles of offset 8: the low ones are the first half of the block. */
    Q4_0(2, 32, 18),
    /** Scale f16, minimum f16, then 32 nibbles: the low ones are the first half of the block. */
    Q4_1(3, 32, 20),
    /** Scale f16, 32 fifth bits, then as {@link #Q4_0} with an offset of 16. */
    Q5_0(6, 32, 22),
    /** Scale f16, minimum f16, 32 fifth bits, then as {@link #Q4_1}. */
    Q5_1(7, 32, 24),
    /** Scale f16, then 32 nibbles that number the values of a table. */
    IQ4_NL(20, 32, 18),
    /** The others' layouts stand at {@link SuperBlocks}. */
    Q2_K(10, 256, 84),
    Q3_K(11, 256, 110),
    Q4_K(12, 256, 144),
    Q5_K(13, 256, 176),
    Q6_K(14, 256, 210),
    IQ4_XS(23, 256, 136);

    private final int ggmlId;
    private final int blockElements;
    private final int blockBytes;

    TensorType(int ggmlId, int blockElements, int blockBytes) {
        this.ggmlId = ggmlId;
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
    }

    int blockElements() {
        return blockElements;
    }

    int blockBytes() {
        return blockBytes;
    }

    boolean quantised() {
        return blockElements > 1;
    }

    /** Bytes of a number of elements that is a multiple of {@link #blockElements}. */
    long bytes(long elements) {
        return Math.multiplyExact(elements / blockElements, (long) blockBytes);
    }

    /** The type of {@code enum ggml_type}'s number, or null where it is not supported. */
    static @Nullable TensorType ofGgml(long id) {
        for (TensorType type : values()) {
            if (type.ggmlId == id) {
                return type;
            }
        }
        return null;
    }
}
