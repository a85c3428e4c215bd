package dev.aligner.upstream.frame;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One server-sent event.
 *
 * @param raw its lines and the blank one
 * @param data where the values of its {@code data} lines stand in {@code raw}
 */
record SseFrame(byte[] raw, List<Part> data) implements Frame {
    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /**
     * The value of a line, and the line.
     *
     * @param end behind the line's own end
     */
    record Part(int start, int from, int to, int end) {}

    static Frame of(byte[] raw) {
        List<Part> data = new ArrayList<>();
        int start = starts(raw, 0, BOM) ? BOM.length : 0;
        while (start < raw.length) {
            int to = start;
            while (to < raw.length && raw[to] != '\r' && raw[to] != '\n') {
                to++;
            }
            int end = Math.min(raw.length, to + 1);
            if (to + 1 < raw.length && raw[to] == '\r' && raw[to + 1] == '\n') {
                end++;
            }
            int value = start + DATA.length;
            if (starts(raw, start, DATA) && (value == to || raw[value] == ':')) {
                int from = Math.min(to, value + 1);
                data.add(new Part(start, from < to && raw[from] == ' ' ? from + 1 : from, to, end));
            }
            start = end;
        }
        return data.isEmpty() ? new Opaque(raw) : new SseFrame(raw, data);
    }

    private static boolean starts(byte[] raw, int at, byte[] prefix) {
        return at + prefix.length <= raw.length && Arrays.equals(raw, at, at + prefix.length, prefix, 0, prefix.length);
    }

    /** The values of all data lines, with an LF between them. */
    @Override
    public byte @Nullable [] payload() {
        if (data.size() == 1) {
            return Arrays.copyOfRange(raw, data.get(0).from(), data.get(0).to());
        }
        ByteArrayOutputStream joined = new ByteArrayOutputStream(raw.length);
        for (Part part : data) {
            if (part.start() > data.get(0).start()) {
                joined.write('\n');
            }
            joined.write(raw, part.from(), part.to() - part.from());
        }
        return joined.toByteArray();
    }

    /** On the first data line: a line end of JSON stands between its tokens only, where a space does as well. */
    @Override
    public byte[] with(byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length + payload.length);
        Part first = data.get(0);
        out.write(raw, 0, first.from());
        for (byte value : payload) {
            out.write(value == '\n' || value == '\r' ? ' ' : value);
        }
        int at = first.to();
        for (Part part : data.subList(1, data.size())) {
            out.write(raw, at, part.start() - at);
            at = part.end();
        }
        out.write(raw, at, raw.length - at);
        return out.toByteArray();
    }
}
