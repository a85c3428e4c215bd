package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import dev.aligner.trainer.file.JsonJournal;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What models were asked and what they wrote, an entry a line. The file is a run's whole state: what it holds is not
 * asked again. A line that a crash cut short is taken off when the journal is opened; everything else that is wrong is
 * an error. Not safe for several threads or processes.
 */
final class Journal<T> implements AutoCloseable {
    private final JournalFormat<T> format;
    private final Origin origin;
    private final Map<String, T> entries = new LinkedHashMap<>();
    private final JsonJournal lines;

    private Journal(Path file, JournalFormat<T> format, Origin origin) {
        this.format = format;
        this.origin = origin;
        this.lines = JsonJournal.open(file, this::recover);
    }

    /** @throws AlignerException if the file holds entries of another origin, or lines that are none */
    static <T> Journal<T> open(Path file, JournalFormat<T> format, Origin origin) {
        return new Journal<>(file, format, origin);
    }

    private void recover(String place, JsonNode row) {
        Origin found = Origin.read(row.required("origin"));
        if (!found.equals(origin)) {
            throw AlignerException.invalidField(
                    "out", place + ": from " + found + " (expected: " + origin + ", or another directory)");
        }
        keep(format.read(row));
    }

    private void keep(T entry) {
        entries.put(format.key(entry), entry);
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
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        format.write(entry, row);
        origin.write(row.putObject("origin"));
        lines.append(row);
        keep(entry);
    }

    @Override
    public void close() {
        lines.close();
    }
}
