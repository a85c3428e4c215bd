package dev.aligner.service.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Sinks;

/** The one thread that writes. Of a disk that is full it says so once, and once when it can write again. */
final class AuditWriter {
    private static final Logger LOG = LoggerFactory.getLogger(AuditWriter.class);
    private static final int TOGETHER = 64;
    private static final Duration LOOK_FOR_OLD = Duration.ofMinutes(10);

    private final ChainedLog log;
    private final @Nullable KeptContent content;
    private final boolean required;
    private final InstantSource clock;
    private final BlockingQueue<Waiting> queue;
    private final Counter written;
    private final Counter lostCounter;
    private final Thread thread = new Thread(this::run, "audit");

    /** Records that were lost since the last one that was written. */
    private final AtomicLong lost = new AtomicLong();

    private boolean failing;
    private boolean contentFailing;
    private volatile boolean closing;

    /**
     * @param taken told when the record waits no more
     * @param done told when it is written or cannot be; null where nobody waits
     */
    record Waiting(AuditRecord record, Runnable taken, Sinks.@Nullable Empty<Void> done) {
        private void end(boolean written) {
            taken.run();
            if (done != null && written) {
                done.tryEmitEmpty();
            } else if (done != null) {
                done.tryEmitError(AuditLog.unwritten());
            }
        }
    }

    private static final Waiting WAKE = new Waiting(new AuditRecord(Instant.EPOCH, Map.of(), null), () -> {}, null);

    AuditWriter(
            ChainedLog log,
            @Nullable KeptContent content,
            AuditLog.Settings settings,
            InstantSource clock,
            MeterRegistry meters) {
        this.log = log;
        this.content = content;
        this.required = settings.required();
        this.clock = clock;
        this.queue = new ArrayBlockingQueue<>(settings.queue());
        this.written = AuditMeters.written(meters);
        this.lostCounter = AuditMeters.lost(meters);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    boolean offer(Waiting waiting) {
        return !closing && queue.offer(waiting);
    }

    /** One found no place. */
    void lost() {
        lost.incrementAndGet();
    }

    /** Writes what is waiting, for so long at most. */
    void close(Duration patience) {
        closing = true;
        // an interrupt would close the file under its writer; where there is no place it is awake
        var unused = queue.offer(WAKE);
        try {
            thread.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        removeOld();
        try {
            while (!closing) {
                Waiting first = queue.poll(LOOK_FOR_OLD.toMillis(), TimeUnit.MILLISECONDS);
                if (first == null) {
                    removeOld();
                } else {
                    write(first);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Waiting last = queue.poll(); last != null; last = queue.poll()) {
            write(last);
        }
        close();
    }

    private void close() {
        try {
            log.close();
            if (content != null) {
                content.close();
            }
        } catch (IOException e) {
            LOG.warn("audit: not closed: {}", e.toString());
        }
    }

    /** Several at once, so that they wait for the disk together. */
    private void write(Waiting first) {
        List<Waiting> all = new ArrayList<>(TOGETHER);
        all.add(first);
        queue.drainTo(all, TOGETHER - 1);
        all.remove(WAKE);
        List<Waiting> appended = new ArrayList<>(all.size());
        for (Waiting waiting : all) {
            if (append(waiting)) {
                appended.add(waiting);
            } else {
                waiting.end(false);
            }
        }
        boolean forced = !required || appended.isEmpty() || force();
        appended.forEach(waiting -> waiting.end(forced));
    }

    private boolean append(Waiting waiting) {
        AuditRecord record = waiting.record();
        long lostBefore = lost.get();
        try {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>(record.fields());
            fields.put("kept", keep(record));
            log.append(record.time(), fields, lostBefore);
        } catch (IOException e) {
            failed(e);
            lostCounter.increment();
            lost.incrementAndGet();
            return false;
        }
        lost.addAndGet(-lostBefore);
        written.increment();
        if (failing) {
            failing = false;
            LOG.info("audit: it can be written again; {} records are lost", lostBefore);
        }
        return true;
    }

    private boolean keep(AuditRecord record) {
        if (content == null || record.content() == null) {
            return false;
        }
        try {
            content.append(record.time(), log.next(), record.content());
            contentFailing = false;
            return true;
        } catch (IOException e) {
            if (!contentFailing) {
                contentFailing = true;
                LOG.error("audit: texts cannot be kept: {}", e.toString());
            }
            return false;
        }
    }

    private boolean force() {
        try {
            log.force();
            return true;
        } catch (IOException e) {
            failed(e);
            return false;
        }
    }

    private void failed(IOException why) {
        if (!failing) {
            failing = true;
            LOG.error(
                    "audit: it cannot be written, {}: {}",
                    required ? "and corrections do not leave without it" : "records are lost",
                    why.toString());
        }
    }

    private void removeOld() {
        if (content != null) {
            try {
                content.removeOld(clock.instant());
            } catch (IOException e) {
                LOG.warn("audit: old texts cannot be removed: {}", e.toString());
            }
        }
    }
}
