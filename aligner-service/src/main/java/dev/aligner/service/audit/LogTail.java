package dev.aligner.service.audit;

import dev.aligner.service.wire.MalformedInputException;
import dev.aligner.service.wire.StrictJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Where a log goes on.
 *
 * @param whole bytes of the file up to the end of its last whole record
 * @param sequence number of that record; 0 for none
 * @param hash of that record
 * @param day on which it was written, in UTC; null for none
 */
record LogTail(
        long whole, long sequence, String hash, @Nullable LocalDate day) {
    static final LogTail EMPTY = new LogTail(0, 0, Sha256.NONE, null);

    /** Of a record; far more than one has. */
    private static final int MOST = 1 << 16;

    static LogTail of(FileChannel file) throws IOException {
        long size = file.size();
        byte[] end = read(file, Math.max(0, size - 2L * MOST), size);
        int last = lastNewline(end, end.length);
        if (last < 0) {
            if (end.length < size) {
                throw new IOException("no record ends in its last " + end.length + " bytes");
            }
            return EMPTY;
        }
        byte[] line = Arrays.copyOfRange(end, lastNewline(end, last) + 1, last);
        return of(line, size - end.length + last + 1);
    }

    private static LogTail of(byte[] line, long whole) throws IOException {
        try {
            JsonNode record = StrictJson.parse(line);
            Instant time = Instant.parse(record.path("time").asString(""));
            return new LogTail(
                    whole, record.path("seq").asLong(0), Sha256.of(line), LocalDate.ofInstant(time, ZoneOffset.UTC));
        } catch (MalformedInputException | DateTimeException e) {
            throw new IOException("its last line is no record", e);
        }
    }

    /** The same chain in a new file. */
    LogTail inNewFile() {
        return new LogTail(0, sequence, hash, null);
    }

    private static int lastNewline(byte[] bytes, int before) {
        int at = before - 1;
        while (at >= 0 && bytes[at] != '\n') {
            at--;
        }
        return at;
    }

    private static byte[] read(FileChannel file, long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(to - from));
        while (bytes.hasRemaining()) {
            if (file.read(bytes, from + bytes.position()) < 0) {
                break;
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
