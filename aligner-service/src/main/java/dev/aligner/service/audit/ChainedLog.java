package dev.aligner.service.audit;

import dev.aligner.service.wire.StrictJson;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records in a file, one JSON object a line. Each says the number and the SHA-256 of the line before it, so that none can be
 * changed, left out or put in unnoticed. A day's file is set aside when the next day's first record comes, and the chain goes
 * on. Not thread-safe.
 */
final class ChainedLog implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(ChainedLog.class);

    private final Path path;
    private final DailyFiles days;
    private AppendedFile file;
    private LogTail tail;
    /** Bytes of a record that a process did not come to write in full. */
    private long cut;

    private ChainedLog(Path path, AppendedFile file, LogTail tail) throws IOException {
        this.path = path;
        this.days = DailyFiles.of(path);
        this.file = file;
        this.tail = tail;
        this.cut = file.length() - tail.whole();
        if (cut > 0) {
            LOG.warn("audit: {}: its last record was not written in full, {} bytes are dropped", path, cut);
            file.cut(tail.whole());
        }
    }

    /** @throws IOException where it cannot be written, or does not end as a log does */
    static ChainedLog open(Path path) throws IOException {
        AppendedFile file = AppendedFile.open(path);
        try {
            LogTail tail = LogTail.of(file.channel());
            return new ChainedLog(path, file, tail.sequence() == 0 ? before(path, tail) : tail);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** A new file goes on from the newest of those that were set aside. */
    private static LogTail before(Path path, LogTail empty) throws IOException {
        List<DailyFiles.Dated> aside = DailyFiles.of(path).all();
        if (aside.isEmpty()) {
            return empty;
        }
        try (FileChannel newest = FileChannel.open(aside.get(aside.size() - 1).path())) {
            return LogTail.of(newest).inNewFile();
        }
    }

    /** The number of the next record. */
    long next() {
        return tail.sequence() + 1;
    }

    /**
     * @param lost records before this one that could not be written
     * @throws IOException where it cannot be written; then the log is as it was
     */
    void append(Instant time, Map<String, @Nullable Object> fields, long lost) throws IOException {
        LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
        if (tail.day() != null && day.isAfter(tail.day())) {
            setAside(tail.day());
        }
        Map<String, @Nullable Object> record = new LinkedHashMap<>();
        record.put("seq", next());
        record.put("prev", tail.hash());
        record.putAll(fields);
        if (lost > 0) {
            record.put("lost", lost);
        }
        if (cut > 0) {
            record.put("cut_bytes", cut);
        }
        byte[] json = StrictJson.write(record);
        byte[] line = new byte[json.length + 1];
        System.arraycopy(json, 0, line, 0, json.length);
        line[json.length] = '\n';
        file.append(line);
        tail = new LogTail(file.length(), next(), Sha256.of(json), day);
        cut = 0;
    }

    /** Names are in the chain's order, also where the clock was ahead when the file before was set aside. */
    private void setAside(LocalDate day) throws IOException {
        // not where that was done before and the new file could not be made
        if (Files.exists(path)) {
            List<DailyFiles.Dated> aside = days.all();
            LocalDate newest =
                    aside.isEmpty() ? day : aside.get(aside.size() - 1).day();
            Files.move(path, days.free(day.isBefore(newest) ? newest : day));
        }
        AppendedFile full = file;
        file = AppendedFile.open(path);
        tail = tail.inNewFile();
        full.close();
    }

    void force() throws IOException {
        file.force();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
