package dev.aligner.trainer.evaluate;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.trainer.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code aligner.json} beside a model's weights, of which calibrating knows one field. */
record ModelSettings(Path file) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Of the model at {@code path}, a file or a directory. */
    static ModelSettings beside(Path path) {
        Path directory = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
        return new ModelSettings(
                Objects.requireNonNull(directory, "a file has a directory").resolve("aligner.json"));
    }

    /**
     * Writes these margins and leaves everything else as it is.
     *
     * @param least {@code plain}, {@code instructed}, or both; what is not named stays
     * @throws AlignerException MODEL_FILE if the file is there and no JSON object
     */
    void write(Map<String, Double> least) {
        ObjectNode settings = read();
        ObjectNode margin = settings.path("margin").isObject()
                ? (ObjectNode) settings.path("margin")
                : settings.putObject("margin");
        least.forEach(margin::put);
        AtomicFile.write(file, (JSON.writeValueAsString(settings) + "\n"));
    }

    /** What the file asks of a change, in words. */
    String gate() {
        return "margin " + (read().has("margin") ? read().path("margin").toString() : "none");
    }

    private ObjectNode read() {
        if (!Files.exists(file)) {
            return JSON.createObjectNode();
        }
        try {
            if (JSON.readTree(Files.readString(file)) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException | JacksonException e) {
            throw AlignerException.of(ErrorCode.MODEL_FILE, file + ": not readable (expected: a JSON object)", e);
        }
        throw AlignerException.of(ErrorCode.MODEL_FILE, file + ": not an object (expected: a JSON object)");
    }
}
