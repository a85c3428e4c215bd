package dev.aligner.engine.weights;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes a safetensors file, tensor after tensor. */
final class SafetensorsFile {
    private final List<String> entries = new ArrayList<>();
    private final LittleEndian data = new LittleEndian();

    SafetensorsFile tensor(String name, String dtype, long[] shape, byte[] bytes) {
        int begin = data.size();
        data.raw(bytes);
        return entry(name, dtype, Arrays.toString(shape), begin, data.size());
    }

    /** An entry without bytes of its own. */
    SafetensorsFile entry(String name, String dtype, String shape, long begin, long end) {
        entries.add('"' + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":[" + begin
                + "," + end + "]}");
        return this;
    }

    String header() {
        return "{\"__metadata__\":{\"format\":\"pt\"}," + String.join(",", entries) + "}";
    }

    byte[] data() {
        return data.bytes();
    }

    byte[] bytes() {
        return of(header(), data());
    }

    static byte[] of(String header, byte[] data) {
        byte[] utf8 = header.getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(utf8, (utf8.length + 7) / 8 * 8);
        Arrays.fill(padded, utf8.length, padded.length, (byte) ' ');
        return new LittleEndian().int64(padded.length).raw(padded).raw(data).bytes();
    }
}
