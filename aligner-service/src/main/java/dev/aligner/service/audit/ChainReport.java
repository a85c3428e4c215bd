package dev.aligner.service.audit;

import dev.aligner.service.wire.MalformedInputException;
import dev.aligner.service.wire.StrictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Whether the files of a log are one chain.
 *
 * @param records that are in it
 * @param first number of the first one
 * @param last number of the last one
 * @param before hash of the record before the first one
 * @param hash of the last one; whoever has noted it can tell later that nothing up to here was changed
 * @param lost records that could not be written, as the log says itself
 * @param cutBytes of a last record that was not written in full
 * @param broken the first place at which it is no chain, or null
 * @param anchored whether the hash that was looked for is one of its records'
 */
public record ChainReport(
        long records,
        long first,
        long last,
        String before,
        String hash,
        long lost,
        long cutBytes,
        @Nullable String broken,
        boolean anchored) {

    /**
     * @param files in any order: shells sort their names in ways of their own, and the records know theirs
     * @param anchor a record's hash to look for, or null
     */
    public static ChainReport of(List<Path> files, @Nullable String anchor) throws IOException {
        Map<Path, Long> starts = new LinkedHashMap<>();
        for (Path file : files) {
            starts.put(file, start(file));
        }
        List<Path> ordered = new ArrayList<>(files);
        ordered.sort(Comparator.comparing(starts::get));
        Check check = new Check(anchor);
        for (int i = 0; i < ordered.size() && check.broken == null; i++) {
            check.read(ordered.get(i), i == ordered.size() - 1);
        }
        return new ChainReport(
                check.records,
                check.first,
                check.last,
                check.before,
                check.hash,
                check.lost,
                check.cutBytes,
                check.broken,
                check.anchored);
    }

    /** The number of a file's first record. One that has none, as a new file, comes last. */
    private static long start(Path file) throws IOException {
        try (LogLines lines = new LogLines(file)) {
            LogLines.Line line = lines.next();
            return line == null
                    ? Long.MAX_VALUE
                    : StrictJson.parse(line.bytes()).path("seq").asLong(Long.MAX_VALUE);
        } catch (MalformedInputException e) {
            return Long.MAX_VALUE;
        }
    }

    private static final class Check {
        private final @Nullable String anchor;
        private long records;
        private long first;
        private long last;
        private String before = Sha256.NONE;
        private String hash = Sha256.NONE;
        private long lost;
        private long cutBytes;
        private @Nullable String broken;
        private boolean anchored;

        Check(@Nullable String anchor) {
            this.anchor = anchor;
        }

        void read(Path path, boolean lastFile) throws IOException {
            try (LogLines lines = new LogLines(path)) {
                long number = 0;
                LogLines.Line line = lines.next();
                while (line != null && broken == null) {
                    number++;
                    if (line.ended()) {
                        broken = wrong(line.bytes());
                    } else if (lastFile) {
                        cutBytes = line.bytes().length;
                    } else {
                        broken = "it does not end, and another file follows";
                    }
                    broken = broken == null ? null : path + ", line " + number + ": " + broken;
                    line = lines.next();
                }
            }
        }

        private @Nullable String wrong(byte[] line) {
            JsonNode record;
            try {
                record = StrictJson.parse(line);
            } catch (MalformedInputException e) {
                return "no record (" + e.getMessage() + ")";
            }
            long sequence = record.path("seq").asLong(-1);
            String previous = record.path("prev").asString("");
            if (records == 0) {
                first = sequence;
                before = previous;
                if (sequence == 1 && !previous.equals(Sha256.NONE)) {
                    return "the first record names one before it";
                }
            } else if (sequence != last + 1) {
                return "its number is " + sequence + " (expected: " + (last + 1) + ")";
            } else if (!previous.equals(hash)) {
                return "it does not follow the record before it: one of the two was changed";
            }
            records++;
            last = sequence;
            hash = Sha256.of(line);
            lost += record.path("lost").asLong(0);
            anchored |= hash.equals(anchor);
            return null;
        }
    }
}
