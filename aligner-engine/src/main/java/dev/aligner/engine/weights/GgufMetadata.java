package dev.aligner.engine.weights;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The key-value part of a GGUF. Of arrays only the vocabulary's are kept; the others are walked over, because no
 * setting of a model is one.
 *
 * @param settings single values, and of each other array its kind
 * @param texts arrays of strings
 * @param numbers arrays of 32-bit whole numbers
 * @param reals arrays of float32
 */
record GgufMetadata(
        Map<String, Setting> settings,
        Map<String, List<String>> texts,
        Map<String, int[]> numbers,
        Map<String, float[]> reals) {
    static final String TOKENS = "tokenizer.ggml.tokens";
    static final String TOKEN_TYPES = "tokenizer.ggml.token_type";
    static final String MERGES = "tokenizer.ggml.merges";
    static final String SCORES = "tokenizer.ggml.scores";

    /** The number of values that a vocabulary's array may have; merges are about as many as tokens, or twice that. */
    private static final Map<String, Integer> KEPT_ARRAYS = Map.of(
            TOKENS,
            ModelLimits.VOCABULARY,
            TOKEN_TYPES,
            ModelLimits.VOCABULARY,
            SCORES,
            ModelLimits.VOCABULARY,
            MERGES,
            2 * ModelLimits.VOCABULARY);

    private static final int MAX_ENTRIES = 1 << 16;
    private static final int MAX_KEY_BYTES = (1 << 16) - 1;
    private static final int MAX_TOKEN_BYTES = 1 << 16;
    private static final int MAX_TEXT_BYTES = 16 << 20;
    private static final int MAX_ARRAY_DEPTH = 4;

    private static final int LEAST_ENTRY_BYTES = Long.BYTES + Integer.BYTES + 1;

    static int entryCount(GgufCursor cursor) {
        return cursor.count("metadata entries", LEAST_ENTRY_BYTES, MAX_ENTRIES);
    }

    static GgufMetadata read(GgufCursor cursor, int entries) {
        var metadata = new GgufMetadata(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
        for (int i = 0; i < entries; i++) {
            String key = cursor.text("metadata key", MAX_KEY_BYTES);
            if (metadata.settings.containsKey(key)) {
                throw cursor.fatal(key + ": twice (expected: once)");
            }
            GgufType type = cursor.type();
            Setting value = type == GgufType.ARRAY ? metadata.array(key, cursor) : single(key, type, cursor);
            metadata.settings.put(key, value);
        }
        return metadata;
    }

    private static Setting single(String key, GgufType type, GgufCursor cursor) {
        return switch (type) {
            case UINT8 -> new Setting.Whole(cursor.int8() & 0xff);
            case INT8 -> new Setting.Whole(cursor.int8());
            case UINT16 -> new Setting.Whole(cursor.int16() & 0xffff);
            case INT16 -> new Setting.Whole(cursor.int16());
            case UINT32 -> new Setting.Whole(cursor.uint32());
            case INT32 -> new Setting.Whole(cursor.int32());
            case INT64 -> new Setting.Whole(cursor.int64());
            case UINT64 -> unsigned(cursor.int64());
            case FLOAT32 -> new Setting.Real(cursor.float32());
            case FLOAT64 -> new Setting.Real(cursor.float64());
            case BOOL -> flag(key, cursor);
            case STRING -> new Setting.Text(cursor.text(key, MAX_TEXT_BYTES));
            case ARRAY -> throw new IllegalArgumentException(key + ": ARRAY (expected: a single value)");
        };
    }

    private static Setting unsigned(long bits) {
        return bits < 0 ? new Setting.Other(Long.toUnsignedString(bits)) : new Setting.Whole(bits);
    }

    private static Setting flag(String key, GgufCursor cursor) {
        int value = cursor.int8();
        if (value != 0 && value != 1) {
            throw cursor.fatal(key + ": byte " + value + " (expected: 0 or 1)");
        }
        return new Setting.Flag(value == 1);
    }

    private Setting array(String key, GgufCursor cursor) {
        GgufType type = cursor.type();
        Integer most = KEPT_ARRAYS.get(key);
        boolean whole = type == GgufType.INT32 || type == GgufType.UINT32;
        int count = cursor.count(key, type.leastBytes(), most == null ? Integer.MAX_VALUE : most);
        if (most != null && type == GgufType.STRING) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                values.add(cursor.text(key, MAX_TOKEN_BYTES));
            }
            texts.put(key, values);
        } else if (most != null && whole) {
            var values = new int[count];
            for (int i = 0; i < count; i++) {
                values[i] = cursor.int32();
            }
            numbers.put(key, values);
        } else if (most != null && type == GgufType.FLOAT32) {
            var values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = cursor.float32();
            }
            reals.put(key, values);
        } else {
            skip(key, type, count, 1, cursor);
        }
        return new Setting.Other("array of " + count + " " + type);
    }

    private static void skip(String key, GgufType type, int count, int depth, GgufCursor cursor) {
        if (type == GgufType.STRING) {
            for (int i = 0; i < count; i++) {
                cursor.skip(cursor.int64());
            }
        } else if (type == GgufType.ARRAY) {
            if (depth == MAX_ARRAY_DEPTH) {
                throw cursor.fatal(key + ": arrays within arrays (expected: at most " + MAX_ARRAY_DEPTH + " deep)");
            }
            for (int i = 0; i < count; i++) {
                GgufType inner = cursor.type();
                skip(key, inner, cursor.count(key, inner.leastBytes(), Integer.MAX_VALUE), depth + 1, cursor);
            }
        } else {
            cursor.skip((long) count * type.leastBytes());
        }
    }

    Settings settings(Problems problems) {
        return new Settings(this::find, problems);
    }

    private @Nullable Setting find(String key) {
        return settings.get(key);
    }
}
