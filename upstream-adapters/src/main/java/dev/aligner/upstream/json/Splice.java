package dev.aligner.upstream.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Bytes that take the place of a stretch of other bytes. */
public record Splice(int from, int to, byte[] replacement) {

    /** One that is spelled in ASCII. */
    public static Splice of(JsonValue old, String spelling) {
        return new Splice(old.from(), old.to(), spelling.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * All of them made.
     *
     * @param splices in any order; none may reach into another
     * @throws IllegalArgumentException if one does, or lies outside
     */
    public static byte[] apply(byte[] bytes, List<Splice> splices) {
        List<Splice> sorted = new ArrayList<>(splices);
        sorted.sort(Comparator.comparingInt(Splice::from).thenComparingInt(Splice::to));
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 64);
        int at = 0;
        for (Splice splice : sorted) {
            if (splice.from() < at || splice.to() < splice.from() || splice.to() > bytes.length) {
                throw new IllegalArgumentException("splice: " + splice.from() + ".." + splice.to()
                        + " (expected: within " + at + ".." + bytes.length + ")");
            }
            out.write(bytes, at, splice.from() - at);
            out.writeBytes(splice.replacement());
            at = splice.to();
        }
        out.write(bytes, at, bytes.length - at);
        return out.toByteArray();
    }
}
