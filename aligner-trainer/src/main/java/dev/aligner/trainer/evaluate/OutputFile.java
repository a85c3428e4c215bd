package dev.aligner.trainer.evaluate;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Message;
import dev.aligner.trainer.file.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code corrections.jsonl}: outputs as they come, a line each, so that a run that was cut off goes on where it was. A
 * line holds a case's key, source, question, instruction, answer and references, and the correction; {@code
 * corrector.json} beside it names what made them. A last line without its end is what a crash left, and is dropped. Owned
 * by one thread at a time.
 */
final class OutputFile implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FILE = "corrections.jsonl";
    private static final String CORRECTOR_FILE = "corrector.json";
    private static final String CORRECTOR = "corrector";

    private final Map<String, Output> outputs = new HashMap<>();
    private final OutputStream out;

    /**
     * Opens or starts the file of a directory.
     *
     * @throws AlignerException INVALID_FIELD if it holds another corrector's outputs, or is no such file
     */
    OutputFile(Path directory, String corrector) {
        Path file = directory.resolve(FILE);
        try {
            check(directory.resolve(CORRECTOR_FILE), corrector);
            if (Files.exists(file)) {
                load(file);
            }
            out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private static void check(Path file, String corrector) throws IOException {
        if (!Files.exists(file)) {
            AtomicFile.write(file, JSON.writeValueAsBytes(Map.of(CORRECTOR, corrector)));
            return;
        }
        String before = parse(file, 1, Files.readString(file)).path(CORRECTOR).asString("");
        if (!before.equals(corrector)) {
            throw AlignerException.of(
                    ErrorCode.INVALID_FIELD,
                    file + ": outputs of \"" + before + "\" (expected: \"" + corrector
                            + "\"; give another --out to evaluate another corrector)");
        }
    }

    private void load(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int whole = bytes.length;
        while (whole > 0 && bytes[whole - 1] != '\n') {
            whole--;
        }
        if (whole < bytes.length) {
            AtomicFile.write(file, Arrays.copyOf(bytes, whole));
        }
        List<String> lines =
                new String(bytes, 0, whole, StandardCharsets.UTF_8).lines().toList();
        for (int number = 1; number <= lines.size(); number++) {
            JsonNode line = parse(file, number, lines.get(number - 1));
            Output output = new Output(
                    line.path("correction").asString(),
                    text(line, "action"),
                    text(line, "reason"),
                    line.path("margin").isNumber() ? line.path("margin").asDouble() : null);
            outputs.put(line.path("key").asString(), output);
        }
    }

    private static JsonNode parse(Path file, int number, String line) {
        try {
            return JSON.readTree(line);
        } catch (JacksonException e) {
            throw AlignerException.of(
                    ErrorCode.INVALID_FIELD,
                    file + ":" + number + ": not JSON (expected: a line that this command wrote)",
                    e);
        }
    }

    private static @Nullable String text(JsonNode line, String field) {
        JsonNode value = line.path(field);
        return value.isString() ? value.asString() : null;
    }

    @Nullable
    Output of(Case one) {
        return outputs.get(one.key());
    }

    void add(Case one, Output output) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("key", one.key());
        line.put("source", one.source());
        if (one.question().singleTurn()) {
            line.put("question", one.question().lastTurn());
        } else {
            line.put(
                    "messages",
                    one.question().messages().stream().map(OutputFile::turn).toList());
        }
        line.put("instruction", one.instruction());
        line.put("answer", one.answer());
        line.put("references", one.references());
        line.put("correction", output.correction());
        line.put("action", output.action());
        line.put("reason", output.reason());
        line.put("margin", output.margin());
        try {
            write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        outputs.put(one.key(), output);
    }

    private static Map<String, String> turn(Message message) {
        return Map.of("role", message.role().wireName(), "content", message.content());
    }

    /** One write a line: what is there after a crash is whole lines and at most one torn one. */
    private void write(Object line) throws IOException {
        out.write((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
