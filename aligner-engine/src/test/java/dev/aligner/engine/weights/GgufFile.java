package dev.aligner.engine.weights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a GGUF, version 3 unless told otherwise. A second value of a key replaces the first. */
final class GgufFile {
    static final int ALIGNMENT = 32;

    private final Map<String, byte[]> metadata = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private int version = 3;

    private record Tensor(
            int type, long[] shape, byte[] bytes, @Nullable Long offset) {}

    GgufFile version(int newVersion) {
        version = newVersion;
        return this;
    }

    /** Numbers of {@code enum gguf_type}. */
    static int id(GgufType type) {
        return switch (type) {
            case UINT8 -> 0;
            case INT8 -> 1;
            case UINT16 -> 2;
            case INT16 -> 3;
            case UINT32 -> 4;
            case INT32 -> 5;
            case FLOAT32 -> 6;
            case BOOL -> 7;
            case STRING -> 8;
            case ARRAY -> 9;
            case UINT64 -> 10;
            case INT64 -> 11;
            case FLOAT64 -> 12;
        };
    }

    /** A value of any type, already in bytes. */
    GgufFile value(String key, GgufType type, byte[] bytes) {
        metadata.put(key, new LittleEndian().int32(id(type)).raw(bytes).bytes());
        return this;
    }

    GgufFile uint32(String key, int value) {
        return value(key, GgufType.UINT32, new LittleEndian().int32(value).bytes());
    }

    GgufFile float32(String key, float value) {
        return value(key, GgufType.FLOAT32, new LittleEndian().float32(value).bytes());
    }

    GgufFile flag(String key, boolean value) {
        return value(key, GgufType.BOOL, new byte[] {(byte) (value ? 1 : 0)});
    }

    GgufFile text(String key, String value) {
        return value(key, GgufType.STRING, new LittleEndian().text(value).bytes());
    }

    GgufFile texts(String key, List<String> values) {
        var bytes = new LittleEndian().int32(id(GgufType.STRING)).int64(values.size());
        values.forEach(bytes::text);
        return value(key, GgufType.ARRAY, bytes.bytes());
    }

    GgufFile numbers(String key, int... values) {
        var bytes = new LittleEndian().int32(id(GgufType.INT32)).int64(values.length);
        for (int value : values) {
            bytes.int32(value);
        }
        return value(key, GgufType.ARRAY, bytes.bytes());
    }

    GgufFile reals(String key, float... values) {
        var bytes = new LittleEndian().int32(id(GgufType.FLOAT32)).int64(values.length);
        for (float value : values) {
            bytes.float32(value);
        }
        return value(key, GgufType.ARRAY, bytes.bytes());
    }

    GgufFile without(String key) {
        metadata.remove(key);
        return this;
    }

    /** {@code shape} rows first. */
    GgufFile tensor(String name, int type, long[] shape, byte[] bytes) {
        tensors.put(name, new Tensor(type, shape, bytes, null));
        return this;
    }

    GgufFile tensorAt(String name, int type, long[] shape, long offset) {
        tensors.put(name, new Tensor(type, shape, new byte[0], offset));
        return this;
    }

    GgufFile withoutTensor(String name) {
        tensors.remove(name);
        return this;
    }

    byte[] head() {
        var head = new LittleEndian().int8('G').int8('G').int8('U').int8('F').int32(version);
        head.int64(tensors.size()).int64(metadata.size());
        metadata.forEach((key, value) -> head.text(key).raw(value));
        long next = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            head.text(entry.getKey()).int32(tensor.shape.length);
            for (int i = tensor.shape.length - 1; i >= 0; i--) {
                head.int64(tensor.shape[i]);
            }
            head.int32(tensor.type).int64(tensor.offset == null ? next : tensor.offset);
            next += ((long) tensor.bytes.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }
        return head.bytes();
    }

    byte[] bytes() {
        var file = new LittleEndian().raw(head()).padTo(ALIGNMENT);
        tensors.values().forEach(tensor -> file.raw(tensor.bytes).padTo(ALIGNMENT));
        return file.bytes();
    }
}
