package dev.aligner.service.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The lines of a log's file, one after the other. */
public final class LogLines implements Closeable {
    /** Of a line; more is no log of ours. Texts that are kept may be long. */
    private static final int MOST = 64 << 20;

    private final Path path;
    private final InputStream in;

    public LogLines(Path path) throws IOException {
        this.path = path;
        this.in = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    }

    /**
     * One line.
     *
     * @param bytes without its end
     * @param ended false for the last one of a process that did not come to write it in full
     */
    public record Line(byte[] bytes, boolean ended) {}

    /** The next one, or null behind the last. */
    public @Nullable Line next() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            if (bytes.size() == MOST) {
                throw new IOException(path + ": a line of more than " + MOST + " bytes");
            }
            bytes.write(next);
            next = in.read();
        }
        return next < 0 && bytes.size() == 0 ? null : new Line(bytes.toByteArray(), next == '\n');
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
