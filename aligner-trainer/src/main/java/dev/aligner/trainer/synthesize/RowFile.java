package dev.aligner.trainer.synthesize;

import dev.aligner.trainer.data.CorrectionRow;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON lines, plain or packed by {@code .xz} and {@code .gz}, as their names say. */
final class RowFile {
    private static final JsonMapper JSON = JsonMapper.shared();

    private RowFile() {}

    /** @throws IOException also if a line is not an object, with its number */
    static List<JsonNode> read(Path file) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(unpacked(file), StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                rows.add(object(file, number, line));
            }
        }
        return rows;
    }

    private static JsonNode object(Path file, int number, String line) throws IOException {
        try {
            JsonNode row = JSON.readTree(line);
            if (row.isObject()) {
                return row;
            }
        } catch (JacksonException e) {
            throw new IOException(file + ":" + number + ": not JSON", e);
        }
        throw new IOException(file + ":" + number + ": not an object");
    }

    /** @throws IOException if the row has no such text, with the row's fields */
    static String text(Path file, JsonNode row, String field) throws IOException {
        JsonNode value = row.get(field);
        if (value == null || !value.isString()) {
            throw new IOException(
                    file + ": a row without a text '" + field + "' (fields: " + row.propertyNames() + ")");
        }
        return value.asString();
    }

    private static InputStream unpacked(Path file) throws IOException {
        InputStream stream = new BufferedInputStream(Files.newInputStream(file));
        if (file.toString().endsWith(".xz")) {
            return new XZInputStream(stream);
        }
        return file.toString().endsWith(".gz") ? new GZIPInputStream(stream) : stream;
    }

    /** Whole or not at all. */
    static void write(Path file, List<CorrectionRow> rows) throws IOException {
        Path whole = file.toAbsolutePath();
        Path part = Files.createTempFile(whole.getParent(), whole.getFileName().toString(), ".part");
        try {
            try (var out = Files.newOutputStream(part);
                    var packed = file.toString().endsWith(".xz") ? new XZOutputStream(out, new LZMA2Options()) : out;
                    var writer = new BufferedWriter(new OutputStreamWriter(packed, StandardCharsets.UTF_8))) {
                for (CorrectionRow row : rows) {
                    writer.write(JSON.writeValueAsString(fields(row)));
                    writer.write('\n');
                }
            }
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static Map<String, Object> fields(CorrectionRow row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (!row.question().lastTurn().isEmpty()) {
            fields.put("question", row.question().lastTurn());
        }
        fields.put("answer", row.answer());
        fields.put("correction", row.correction());
        if (row.instruction() != null) {
            fields.put("instruction", row.instruction());
        }
        fields.put("source", row.source());
        if (row.licence() != null) {
            fields.put("licence", row.licence());
        }
        fields.put("split", row.split());
        return fields;
    }
}
