package dev.aligner.engine.weights;

import dev.aligner.core.AlignerException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.util.ByteBufferBackedInputStream;

/**
 * The header of a safetensors file: eight bytes of length, then JSON of that length, then the tensors without holes,
 * as the format's README demands. Streamed rather than made into a tree, so that it costs what its tensors cost.
 */
final class SafetensorsHeader {
    private static final long MAX_HEADER_BYTES = 100_000_000;
    private static final int MAX_TENSORS = 1 << 16;
    private static final int MAX_RANK = 8;
    private static final String SHAPE_EXPECTED = "a shape of at most " + MAX_RANK + " whole numbers";
    private static final String OFFSETS_EXPECTED = "data_offsets [begin, end] within the file";

    /** Bytes of an element of every type that fills whole bytes. */
    private static final Map<String, Integer> ELEMENT_BYTES = Map.ofEntries(
            Map.entry("BOOL", 1),
            Map.entry("U8", 1),
            Map.entry("I8", 1),
            Map.entry("F8_E4M3", 1),
            Map.entry("F8_E5M2", 1),
            Map.entry("I16", 2),
            Map.entry("U16", 2),
            Map.entry("F16", 2),
            Map.entry("BF16", 2),
            Map.entry("I32", 4),
            Map.entry("U32", 4),
            Map.entry("F32", 4),
            Map.entry("I64", 8),
            Map.entry("U64", 8),
            Map.entry("F64", 8));

    private final WeightFile file;
    private final Problems problems;
    private final List<Entry> entries = new ArrayList<>();

    private SafetensorsHeader(WeightFile file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    private record Entry(String name, String dtype, long[] shape, long begin, long end) {}

    /** By name; of no use where {@code problems} were added. */
    static Map<String, StoredTensor> read(WeightFile file, Problems problems) {
        return new SafetensorsHeader(file, problems).read();
    }

    /** Old exports keep the rotary frequencies, which follow from the config. */
    static boolean isIgnorable(String name) {
        return name.endsWith(".rotary_emb.inv_freq");
    }

    private Map<String, StoredTensor> read() {
        long length = headerBytes();
        try (JsonParser json = JsonFile.FACTORY.createParser(
                ObjectReadContext.empty(), new ByteBufferBackedInputStream(file.map(Long.BYTES, length)))) {
            readEntries(json);
        } catch (JacksonException e) {
            throw JsonFile.broken(file.path(), e);
        }
        long dataStart = Long.BYTES + length;
        checkLayout(file.size() - dataStart);
        // where offsets or sizes are lies, nothing else can be believed
        problems.throwIfAny();
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (Entry entry : entries) {
            long bytes = entry.end - entry.begin;
            tensors.put(
                    entry.name,
                    new StoredTensor(file, entry.name, entry.shape, type(entry), dataStart + entry.begin, bytes, null));
        }
        return tensors;
    }

    private long headerBytes() {
        ByteBuffer start = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(0, start);
        if (start.hasRemaining()) {
            throw fatal("size: " + file.size() + " bytes (expected: at least " + Long.BYTES + ")");
        }
        long length = start.getLong(0);
        long most = Math.min(MAX_HEADER_BYTES, file.size() - Long.BYTES);
        if (length < 2 || length > most) {
            throw fatal("header length: " + Long.toUnsignedString(length) + " bytes (expected: 2.." + most + ")");
        }
        return length;
    }

    private void readEntries(JsonParser json) {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw fatal("header: not an object (expected: a JSON object)");
        }
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            if (name.equals("__metadata__")) {
                json.skipChildren();
            } else if (entries.size() == MAX_TENSORS) {
                throw fatal("header: more tensors (expected: at most " + MAX_TENSORS + ")");
            } else {
                entries.add(entry(name, json));
            }
        }
        if (json.nextToken() != null) {
            throw fatal("header: text after the object (expected: spaces)");
        }
    }

    private Entry entry(String name, JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw fatal(name + ": " + json.currentToken() + " (expected: an object)");
        }
        String dtype = null;
        long[] shape = null;
        long[] offsets = null;
        for (String key = json.nextName(); key != null; key = json.nextName()) {
            JsonToken value = json.nextToken();
            switch (key) {
                case "dtype" -> dtype = value == JsonToken.VALUE_STRING ? json.getString() : null;
                case "shape" -> shape = numbers(name, json, SHAPE_EXPECTED);
                case "data_offsets" -> offsets = numbers(name, json, OFFSETS_EXPECTED);
                default -> throw fatal(name + ": " + key + " (expected: dtype, shape and data_offsets only)");
            }
        }
        if (dtype == null || shape == null || offsets == null || offsets.length != 2) {
            throw fatal(name + ": incomplete (expected: dtype, shape and " + OFFSETS_EXPECTED + ")");
        }
        return new Entry(name, dtype, shape, offsets[0], offsets[1]);
    }

    private long[] numbers(String name, JsonParser json, String expected) {
        var numbers = new long[MAX_RANK];
        int count = 0;
        boolean valid = json.currentToken() == JsonToken.START_ARRAY;
        while (valid && json.nextToken() != JsonToken.END_ARRAY) {
            valid = json.currentToken() == JsonToken.VALUE_NUMBER_INT && count < MAX_RANK;
            if (valid) {
                // beyond 63 bits Jackson refuses the number
                numbers[count++] = json.getLongValue();
            }
        }
        if (!valid) {
            throw fatal(name + ": " + json.currentToken() + " (expected: " + expected + ")");
        }
        return Arrays.copyOf(numbers, count);
    }

    private void checkLayout(long dataBytes) {
        long at = 0;
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        for (Entry entry : entries) {
            if (entry.begin != at || entry.end < entry.begin || entry.end > dataBytes) {
                problems.add(String.format(
                        Locale.ROOT,
                        "%s: data_offsets [%d, %d] (expected: from %d, without hole or overlap, to at most %d)",
                        entry.name,
                        entry.begin,
                        entry.end,
                        at,
                        dataBytes));
            } else {
                checkSize(entry);
            }
            at = entry.end;
        }
        if (at != dataBytes) {
            problems.add("data: " + dataBytes + " bytes (expected: " + at + ", as the header says)");
        }
    }

    private void checkSize(Entry entry) {
        Integer elementBytes = ELEMENT_BYTES.get(entry.dtype);
        long found = entry.end - entry.begin;
        String shown = entry.name + ": " + entry.dtype + " " + Arrays.toString(entry.shape);
        try {
            long elements = StoredTensor.elements(entry.shape);
            if (elementBytes != null && Math.multiplyExact(elements, elementBytes.longValue()) != found) {
                problems.add(shown + " in " + found + " bytes (expected: elements * " + elementBytes + " bytes)");
            }
        } catch (ArithmeticException e) {
            problems.add(shown + " (expected: dimensions whose product fits the file)");
        }
    }

    private TensorType type(Entry entry) {
        for (TensorType type : List.of(TensorType.F32, TensorType.F16, TensorType.BF16)) {
            if (type.name().equals(entry.dtype)) {
                return type;
            }
        }
        if (!isIgnorable(entry.name)) {
            problems.add(entry.name + ": dtype " + entry.dtype + " (expected: F32, F16 or BF16)");
        }
        // never read: it is ignored, or the problem stops the opening, but its shape is still compared
        return TensorType.F32;
    }

    private AlignerException fatal(String problem) {
        return Problems.fatal(file.path(), problem);
    }
}
