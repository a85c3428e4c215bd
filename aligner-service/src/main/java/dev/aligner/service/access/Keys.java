package dev.aligner.service.access;

import dev.aligner.service.config.SecurityProperties;
import dev.aligner.service.watch.WatchedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;

/** The callers of a keys file as it is now. */
final class Keys implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Keys.class);

    private final InstantSource clock;
    private final @Nullable WatchedFile file;
    private volatile KeyRing ring = KeyRing.EMPTY;

    /**
     * Reads the file, if there is one, and goes on reading it.
     *
     * @param scheduler may block
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException naming the line at fault
     */
    Keys(SecurityProperties security, InstantSource clock, Scheduler scheduler) throws IOException {
        this.clock = clock;
        String path = security.keysFile();
        this.file = path == null
                ? null
                : new WatchedFile(Path.of(path), security.reload(), scheduler, content -> take(content, security));
    }

    private void take(byte[] content, SecurityProperties security) {
        KeyRing read = KeyRing.read(content, security.limits().toLimits());
        ring = read;
        LOG.info("{} callers in the keys file", read.size());
    }

    /** Whether there is a file. */
    boolean configured() {
        return file != null;
    }

    Optional<Caller> caller(ApiKey key) {
        return ring.caller(key, clock.instant());
    }

    /** @param subject as {@link Certificates} writes it */
    Optional<Caller> caller(String subject) {
        return ring.caller(subject, clock.instant());
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
