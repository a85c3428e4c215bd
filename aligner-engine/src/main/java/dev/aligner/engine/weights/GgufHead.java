package dev.aligner.engine.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands before a GGUF's tensors, by the specification {@code docs/gguf.md} of ggml, versions 2 and 3.
 *
 * @param tensors by the file's names, shapes rows first
 * @param unreadable a problem for each tensor of a type that is not supported
 */
record GgufHead(GgufMetadata metadata, Map<String, StoredTensor> tensors, List<String> unreadable) {
    private static final int MAGIC = 'G' | 'G' << 8 | 'U' << 16 | 'F' << 24;
    private static final int MAX_TENSORS = 1 << 16;
    private static final int MAX_RANK = 4;
    private static final int MAX_NAME_BYTES = 64;
    private static final int MAX_ALIGNMENT = 1 << 16;
    private static final int LEAST_TENSOR_BYTES = 8 + 4 + 8 + 4 + 8;

    /** Names for the message, from {@code enum ggml_type}. */
    private static final Map<Long, String> UNSUPPORTED = Map.of(
            15L, "Q8_K", 16L, "IQ2_XXS", 17L, "IQ2_XS", 18L, "IQ3_XXS", 19L, "IQ1_S", 21L, "IQ3_S", 22L, "IQ2_S", 29L,
            "IQ1_M", 39L, "MXFP4");

    /** Reads the head. What cannot be believed at all is thrown, with the {@code problems} so far. */
    static GgufHead read(WeightFile file, Problems problems) {
        var cursor = new GgufCursor(file);
        checkVersion(cursor);
        int tensorCount = cursor.count("tensors", LEAST_TENSOR_BYTES, MAX_TENSORS);
        GgufMetadata metadata = GgufMetadata.read(cursor, GgufMetadata.entryCount(cursor));
        GgufConfig.checkArchitecture(metadata, problems);
        int alignment = metadata.settings(problems).wholeOr(32, "general.alignment", 8, MAX_ALIGNMENT);
        if (Integer.bitCount(alignment) != 1) {
            problems.add("general.alignment: " + alignment + " (expected: a power of two)");
        }
        List<Info> infos = new ArrayList<>();
        for (int i = 0; i < tensorCount; i++) {
            infos.add(info(cursor));
        }
        problems.throwIfAny();
        long dataStart = (cursor.position() + alignment - 1) / alignment * alignment;
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (Info info : infos) {
            StoredTensor tensor = tensor(info, dataStart, alignment, file, problems);
            if (tensors.put(info.name, tensor) != null) {
                problems.add(info.name + ": twice (expected: once)");
            }
        }
        checkOverlaps(tensors, problems);
        // where offsets or sizes are lies, nothing else can be believed
        problems.throwIfAny();
        return new GgufHead(metadata, tensors, unreadable(infos));
    }

    private record Info(String name, long[] shape, long type, long offset) {}

    private static void checkVersion(GgufCursor cursor) {
        int magic = cursor.int32();
        if (magic != MAGIC) {
            throw cursor.fatal("magic " + Integer.toHexString(magic) + " (expected: GGUF)");
        }
        int version = cursor.int32();
        if ((version & 0xffff) == 0) {
            throw cursor.fatal("a big-endian file (expected: little-endian)");
        }
        if (version != 2 && version != 3) {
            throw cursor.fatal("version " + Integer.toUnsignedString(version) + " (expected: 2 or 3)");
        }
    }

    private static Info info(GgufCursor cursor) {
        String name = cursor.text("tensor name", MAX_NAME_BYTES);
        long rank = cursor.uint32();
        if (rank < 1 || rank > MAX_RANK) {
            throw cursor.fatal(name + ": " + rank + " dimensions (expected: 1.." + MAX_RANK + ")");
        }
        var shape = new long[(int) rank];
        for (int i = shape.length - 1; i >= 0; i--) {
            // the file counts columns first
            shape[i] = cursor.int64();
        }
        return new Info(name, shape, cursor.uint32(), cursor.int64());
    }

    private static StoredTensor tensor(Info info, long dataStart, int alignment, WeightFile file, Problems problems) {
        TensorType type = TensorType.ofGgml(info.type);
        long bytes = bytes(info, type, problems);
        long dataBytes = file.size() - dataStart;
        if (info.offset < 0 || info.offset % alignment != 0 || info.offset > dataBytes - bytes) {
            problems.add(info.name + ": " + bytes + " bytes at offset " + Long.toUnsignedString(info.offset)
                    + " (expected: a multiple of " + alignment + ", within the " + Math.max(dataBytes, 0)
                    + " bytes of data)");
        }
        // the placeholder is never read: its type stops the opening, but its shape is still compared
        TensorType readable = type == null ? TensorType.F32 : type;
        return new StoredTensor(file, info.name, info.shape, readable, dataStart + info.offset, bytes, null);
    }

    private static List<String> unreadable(List<Info> infos) {
        return infos.stream()
                .filter(info -> TensorType.ofGgml(info.type) == null)
                .map(info -> info.name + ": type " + UNSUPPORTED.getOrDefault(info.type, "number " + info.type)
                        + " (expected: one of " + Arrays.toString(TensorType.values()) + ")")
                .toList();
    }

    /** Zero where it cannot be told. */
    private static long bytes(Info info, @Nullable TensorType type, Problems problems) {
        try {
            long elements = StoredTensor.elements(info.shape);
            if (type == null) {
                return 0;
            }
            if (info.shape[info.shape.length - 1] % type.blockElements() == 0) {
                return type.bytes(elements);
            }
            problems.add(info.name + ": " + type + " " + Arrays.toString(info.shape)
                    + " (expected: columns a multiple of " + type.blockElements() + ")");
        } catch (ArithmeticException e) {
            problems.add(info.name + ": shape " + Arrays.toString(info.shape) + " (expected: dimensions whose product"
                    + " fits the file)");
        }
        return 0;
    }

    private static void checkOverlaps(Map<String, StoredTensor> tensors, Problems problems) {
        List<StoredTensor> sorted = new ArrayList<>(tensors.values());
        sorted.sort(Comparator.comparingLong(StoredTensor::offset).thenComparingLong(StoredTensor::bytes));
        for (int i = 1; i < sorted.size(); i++) {
            StoredTensor before = sorted.get(i - 1);
            if (sorted.get(i).offset() < before.offset() + before.bytes()) {
                problems.add(sorted.get(i).name() + ": overlaps " + before.name() + " (expected: apart)");
            }
        }
    }
}
