package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What models were asked and what they wrote, an entry a line. The file is a run's whole state: what it holds is not
 * asked again. A line that a crash cut short is taken off when the journal is opened; everything else that is wrong is
 * an error. Not safe for several threads or processes.
 */
final class Journal<T> implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final JournalFormat<T> format;
    private final Origin origin;
    private final Map<String, T> entries = new LinkedHashMap<>();
    private final RandomAccessFile lines;

    private Journal(Path file, JournalFormat<T> format, Origin origin, RandomAccessFile lines) {
        this.file = file;
        this.format = format;
        this.origin = origin;
        this.lines = lines;
    }

    /** @throws AlignerException if the file holds entries of another origin, or lines that are none */
    static <T> Journal<T> open(Path file, JournalFormat<T> format, Origin origin) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file's directory"));
            Journal<T> journal = new Journal<>(file, format, origin, new RandomAccessFile(file.toFile(), "rw"));
            try {
                journal.recover();
            } catch (RuntimeException | IOException e) {
                journal.close();
                throw e;
            }
            return journal;
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private void recover() throws IOException {
        String text = Files.readString(file);
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        int number = 0;
        for (String line : whole.isEmpty() ? new String[0] : whole.split("\n")) {
            number++;
            recover(file + ":" + number + ": ", line);
        }
        lines.setLength(whole.getBytes(StandardCharsets.UTF_8).length);
        lines.seek(lines.length());
    }

    private void recover(String place, String line) {
        try {
            JsonNode row = JSON.readTree(line);
            Origin found = Origin.read(row.required("origin"));
            if (!found.equals(origin)) {
                throw AlignerException.invalidField(
                        "out", place + "from " + found + " (expected: " + origin + ", or another directory)");
            }
            T entry = format.read(row);
            entries.put(format.key(entry), entry);
        } catch (JacksonException e) {
            throw AlignerException.invalidField("out", place + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            throw AlignerException.invalidField("out", place + e.getMessage());
        }
    }

    Origin origin() {
        return origin;
    }

    boolean holds(String key) {
        return entries.containsKey(key);
    }

    /** Those of the keys, in the keys' order; what was not asked yet is missing. */
    List<T> entries(Collection<String> keys) {
        return keys.stream().map(entries::get).filter(Objects::nonNull).toList();
    }

    /** Returns when the operating system has the line: the process may then be killed. */
    void append(T entry) {
        ObjectNode row = JSON.createObjectNode();
        format.write(entry, row);
        origin.write(row.putObject("origin"));
        try {
            lines.write((JSON.writeValueAsString(row) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw failed(file, e);
        }
        entries.put(format.key(entry), entry);
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static AlignerException failed(Path file, IOException e) {
        return AlignerException.of(ErrorCode.INVALID_FIELD, file + ": cannot be read or written: " + e.getMessage(), e);
    }
}
