package dev.aligner.trainer.evaluate;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.trainer.data.QuestionJson;
import dev.aligner.trainer.file.AtomicFile;
import dev.aligner.trainer.file.JsonJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code corrections.jsonl}: outputs as they come. A line holds a case's key, source, question, instruction, answer and
 * references, and the correction; {@code corrector.json} beside it names what made them. Owned by one thread at a time.
 */
final class OutputFile implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FILE = "corrections.jsonl";
    private static final String CORRECTOR_FILE = "corrector.json";
    private static final String CORRECTOR = "corrector";

    private final Map<String, Output> outputs = new HashMap<>();
    private final JsonJournal journal;

    /**
     * Opens or starts the file of a directory.
     *
     * @throws AlignerException INVALID_FIELD if it holds another corrector's outputs, or is no such file
     */
    OutputFile(Path directory, String corrector) {
        check(directory.resolve(CORRECTOR_FILE), corrector);
        journal = JsonJournal.open(
                directory.resolve(FILE),
                (place, line) -> outputs.put(
                        line.path("key").asString(),
                        new Output(
                                line.path("correction").asString(),
                                text(line, "action"),
                                text(line, "reason"),
                                line.path("margin").isNumber()
                                        ? line.path("margin").asDouble()
                                        : null)));
    }

    private static void check(Path file, String corrector) {
        if (!Files.exists(file)) {
            AtomicFile.write(file, JSON.writeValueAsBytes(Map.of(CORRECTOR, corrector)));
            return;
        }
        String before;
        try {
            before = JSON.readTree(Files.readString(file)).path(CORRECTOR).asString("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JacksonException e) {
            before = "";
        }
        if (!before.equals(corrector)) {
            throw AlignerException.of(
                    ErrorCode.INVALID_FIELD,
                    file + ": outputs of \"" + before + "\" (expected: \"" + corrector
                            + "\"; give another --out to evaluate another corrector)");
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
        ObjectNode line = JSON.createObjectNode();
        line.put("key", one.key());
        line.put("source", one.source());
        QuestionJson.write(one.question(), line);
        line.put("instruction", one.instruction());
        line.put("answer", one.answer());
        ArrayNode references = line.putArray("references");
        one.references().forEach(references::add);
        line.put("correction", output.correction());
        line.put("action", output.action());
        line.put("reason", output.reason());
        line.put("margin", output.margin());
        journal.append(line);
        outputs.put(one.key(), output);
    }

    @Override
    public void close() {
        journal.close();
    }
}
