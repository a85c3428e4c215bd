package dev.aligner.engine.weights;

import org.jspecify.annotations.Nullable;

/** Kinds of metadata values, in the order of {@code enum gguf_type}. */
enum GgufType {
    UINT8(1),
    INT8(1),
    UINT16(2),
    INT16(2),
    UINT32(4),
    INT32(4),
    FLOAT32(4),
    BOOL(1),
    /** Its length, then its bytes. */
    STRING(8),
    /** The type and the count of its elements, then those. */
    ARRAY(12),
    UINT64(8),
    INT64(8),
    FLOAT64(8);

    private final int leastBytes;

    GgufType(int leastBytes) {
        this.leastBytes = leastBytes;
    }

    /** What a value takes in the file, or, for strings and arrays, takes at least. */
    int leastBytes() {
        return leastBytes;
    }

    static @Nullable GgufType of(int id) {
        return id >= 0 && id < values().length ? values()[id] : null;
    }
}
