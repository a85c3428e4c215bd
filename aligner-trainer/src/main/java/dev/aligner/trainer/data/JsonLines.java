package dev.aligner.trainer.data;

import dev.aligner.core.AlignerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The rows of a text with a JSON object in each line; blank lines count, but hold nothing. */
final class JsonLines<T> extends Spliterators.AbstractSpliterator<ReadRow<T>> {
    /** A row with a whole book in it is a mistake, and would be found out only where memory ends. */
    static final int MAX_LINE_BYTES = 16 << 20;

    private static final int MAX_REASON_CHARS = 400;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxTokenCount(1_000_000)
                            .maxStringLength(MAX_LINE_BYTES)
                            .maxNameLength(4096)
                            .maxNumberLength(1000)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path file;
    private final Lines lines;
    private final RowShape<T> shape;
    private boolean ended;

    JsonLines(Path file, InputStream text, RowShape<T> shape) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.file = file;
        this.lines = new Lines(text, MAX_LINE_BYTES);
        this.shape = shape;
    }

    @Override
    public boolean tryAdvance(Consumer<? super ReadRow<T>> action) {
        ReadRow<T> row = ended ? null : next();
        if (row != null) {
            action.accept(row);
        }
        return row != null;
    }

    private @Nullable ReadRow<T> next() {
        while (true) {
            try {
                String line = lines.next();
                if (line == null) {
                    return null;
                }
                if (!line.isBlank()) {
                    return new ReadRow.Good<>(origin(), shape.read(new RowFields(file, object(line))));
                }
            } catch (AlignerException e) {
                return bad(String.valueOf(e.getMessage()));
            } catch (IOException e) {
                // what comes after a broken part of a packed file cannot be read
                ended = true;
                return bad("file: breaks off: " + e + " (expected: a whole file)");
            }
        }
    }

    private static JsonNode object(String line) {
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (JacksonException e) {
            var at = e.getLocation();
            String column = at == null ? "" : " at column " + at.getColumnNr();
            throw AlignerException.invalidField("line", "line: broken JSON" + column + ": " + e.getOriginalMessage());
        }
        if (!json.isObject()) {
            throw AlignerException.invalidField(
                    "line", "line: JSON " + json.getNodeType() + " (expected: an object in each line)");
        }
        return json;
    }

    private ReadRow<T> bad(String reason) {
        return new ReadRow.Bad<>(origin(), printable(reason));
    }

    private Origin origin() {
        return new Origin(file, lines.number());
    }

    /** Names and pieces of the text come from the file, so that nothing in them may forge a line of the report. */
    static String printable(String reason) {
        String bounded = reason.length() > MAX_REASON_CHARS ? reason.substring(0, MAX_REASON_CHARS) + "..." : reason;
        var text = new StringBuilder(bounded.length());
        bounded.chars().forEach(c -> text.append(Character.isISOControl(c) ? '?' : (char) c));
        return text.toString();
    }
}
