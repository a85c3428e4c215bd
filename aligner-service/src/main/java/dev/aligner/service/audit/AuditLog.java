package dev.aligner.service.audit;

import dev.aligner.core.AlignerException;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectorCard;
import dev.aligner.core.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The log of corrections: a bounded queue before a thread that writes. What finds no place in it is lost, and counted. */
public final class AuditLog implements Audit, AutoCloseable {
    /** Kilobytes of texts that may wait to be written. */
    private static final int WAITING_TEXT = 32 * 1024;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final boolean required;
    private final boolean keeps;
    private final Semaphore text = new Semaphore(WAITING_TEXT);
    private final Counter lost;
    private final AuditWriter writer;

    AuditLog(AuditWriter writer, Settings settings, InstantSource clock, MeterRegistry meters) {
        this.writer = writer;
        this.clock = clock;
        this.required = settings.required();
        this.keeps = settings.keepDays() > 0;
        this.lost = AuditMeters.lost(meters);
    }

    /**
     * @param queue records that may wait to be written
     * @param required whether nothing may leave unrecorded
     * @param keepDays for how many days texts are kept beside the log; 0 for none
     */
    public record Settings(Path file, int queue, boolean required, int keepDays) {}

    /** @throws IOException where the file cannot be written, is another process's, or does not end as a log does */
    public static AuditLog open(Settings settings, InstantSource clock, MeterRegistry meters) throws IOException {
        ChainedLog log = ChainedLog.open(settings.file());
        KeptContent content = settings.keepDays() > 0 ? new KeptContent(settings.file(), settings.keepDays()) : null;
        AuditWriter writer = new AuditWriter(log, content, settings, clock, meters);
        AuditLog audit = new AuditLog(writer, settings, clock, meters);
        writer.start();
        return audit;
    }

    @Override
    public boolean enabled() {
        return true;
    }

    @Override
    public boolean required() {
        return required;
    }

    @Override
    public Mono<Void> write(Origin origin, CorrectionRequest request, @Nullable CorrectorCard card, Outcome outcome) {
        AuditRecord record = AuditRecord.of(clock.instant(), origin, request, card, outcome, keeps);
        Sinks.Empty<Void> written = required ? Sinks.empty() : null;
        int weight = weight(record);
        if (!text.tryAcquire(weight)) {
            return refused();
        }
        if (!writer.offer(new AuditWriter.Waiting(record, () -> text.release(weight), written))) {
            text.release(weight);
            return refused();
        }
        return written == null ? Mono.empty() : written.asMono();
    }

    private static int weight(AuditRecord record) {
        AuditContent content = record.content();
        return content == null ? 0 : Math.min(WAITING_TEXT, 1 + content.json().length / 1024);
    }

    private Mono<Void> refused() {
        lost.increment();
        writer.lost();
        return required ? Mono.error(unwritten()) : Mono.empty();
    }

    static AlignerException unwritten() {
        return AlignerException.retryLater(
                ErrorCode.NOT_READY,
                "audit: the correction could not be logged, and may not leave unlogged",
                RETRY_AFTER);
    }

    /** Writes what is waiting. */
    @Override
    public void close() {
        writer.close(LAST_WORDS);
    }
}
