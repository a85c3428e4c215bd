package dev.aligner.service.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Texts beside a log, in a file for each day; those that are too old are removed. Not thread-safe. */
final class KeptContent implements Closeable {
    private final DailyFiles days;
    private final int keepDays;
    private @Nullable AppendedFile file;
    private @Nullable LocalDate day;

    /** @param keepDays for how many days texts are there, today's included */
    KeptContent(Path log, int keepDays) {
        this.days = DailyFiles.ofContent(log);
        this.keepDays = keepDays;
    }

    void append(Instant time, long sequence, AuditContent content) throws IOException {
        LocalDate today = LocalDate.ofInstant(time, ZoneOffset.UTC);
        AppendedFile open = file;
        if (open == null || !today.equals(day)) {
            close();
            open = AppendedFile.open(days.of(today));
            endLine(open);
            file = open;
            day = today;
            removeOld(time);
        }
        open.append(content.line(sequence));
    }

    /** A process may have ended in the middle of one. */
    private static void endLine(AppendedFile file) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        if (file.length() > 0 && file.channel().read(last, file.length() - 1) == 1 && last.get(0) != '\n') {
            file.append(new byte[] {'\n'});
        }
    }

    /** Removes what is older than it may be. */
    void removeOld(Instant now) throws IOException {
        LocalDate oldest = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(keepDays - 1L);
        for (DailyFiles.Dated dated : days.all()) {
            if (dated.day().isBefore(oldest)) {
                Files.deleteIfExists(dated.path());
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
