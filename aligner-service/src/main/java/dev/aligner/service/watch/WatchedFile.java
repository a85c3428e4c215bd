package dev.aligner.service.watch;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * A file that is read again and again, and whose new contents are handed over. It is polled, not watched: Kubernetes changes a
 * mounted file by swapping a link above it, which the watching of a directory does not see.
 */
public final class WatchedFile implements AutoCloseable {

    /** Takes a file's new content; what it throws is logged, and the same content is not offered again. */
    @FunctionalInterface
    public interface Reader {
        void read(byte[] content) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);

    private final Path file;
    private final Reader reader;
    private final Disposable polling;
    private byte @Nullable [] last;
    private boolean missing;

    /**
     * Reads the file at once, then every period.
     *
     * @param file what to read; its whole content is held in memory, so a small one
     * @param period time between two looks
     * @param scheduler runs the looks; it may block on the disk
     * @param reader takes the first content too
     * @throws IOException if the first look fails, or the reader refuses the first content: a start must not go on without
     */
    public WatchedFile(Path file, Duration period, Scheduler scheduler, Reader reader) throws IOException {
        this.file = file;
        this.reader = reader;
        byte[] content = Files.readAllBytes(file);
        last = content;
        reader.read(content);
        polling = scheduler.schedulePeriodically(this::look, period.toNanos(), period.toNanos(), NANOSECONDS);
    }

    private void look() {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
            missing = false;
        } catch (IOException failure) {
            if (!missing) {
                LOG.warn("{}: not readable, so what was read before is kept ({})", file, failure.toString());
            }
            missing = true;
            return;
        }
        if (Arrays.equals(content, last)) {
            return;
        }
        last = content;
        try {
            reader.read(content);
            LOG.info("{}: read anew", file);
        } catch (IOException | RuntimeException refusal) {
            LOG.error("{}: refused, so what was read before is kept: {}", file, refusal.getMessage());
        }
    }

    @Override
    public void close() {
        polling.dispose();
    }
}
