package dev.aligner.trainer.data;

import dev.aligner.trainer.file.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonpCharacterEscapes;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a file of rows as JSON lines, packed as its name ends: {@code .gz}, {@code .xz}, or plain. The file is there
 * after {@link #commit}; closed without that, whatever was there before stays. The same rows give the same bytes.
 */
public final class RowWriter<T> implements AutoCloseable {
    /** Escapes the line separators of Unicode, which other readers take for ends of lines. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .characterEscapes(JsonpCharacterEscapes.instance())
                    .build())
            .build();

    private final RowFormat<T> format;
    private final AtomicFile file;
    private final OutputStream text;

    private RowWriter(RowFormat<T> format, AtomicFile file, OutputStream text) {
        this.format = format;
        this.file = file;
        this.text = text;
    }

    /**
     * Starts a file.
     *
     * @throws UncheckedIOException if it cannot be written there
     */
    public static <T> RowWriter<T> to(Path path, RowFormat<T> format) {
        AtomicFile file = AtomicFile.at(path);
        try {
            return new RowWriter<>(format, file, Packing.namedBy(path).pack(file.out()));
        } catch (IOException e) {
            file.close();
            throw new UncheckedIOException(e);
        }
    }

    /** A whole file at once. */
    public static <T> void writeAll(Path path, RowFormat<T> format, Iterable<T> rows) {
        try (RowWriter<T> writer = to(path, format)) {
            rows.forEach(writer::write);
            writer.commit();
        }
    }

    /** Adds a row. */
    public void write(T row) {
        ObjectNode json = JSON.createObjectNode();
        format.write(row, json);
        try {
            text.write(JSON.writeValueAsString(json).getBytes(StandardCharsets.UTF_8));
            text.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the file in its place; no row can be added after that. */
    public void commit() {
        try {
            text.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        file.commit();
    }

    @Override
    public void close() {
        file.close();
    }
}
