package dev.aligner.trainer.evaluate;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.trainer.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code evaluation.json}: the scores of one run and of those it is compared with, on the same cases.
 *
 * @param data names of the files, without their directories
 * @param limit cases of each source, 0 for all
 * @param seed of the intervals
 * @param runs the evaluated corrector first, where there is one
 */
record Evaluation(List<String> data, String split, int limit, long seed, int cases, List<RunScores> runs) {
    static final String FILE = "evaluation.json";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    Evaluation {
        data = List.copyOf(data);
        runs = List.copyOf(runs);
    }

    void write(Path directory) {
        AtomicFile.write(directory.resolve(FILE), JSON.writeValueAsBytes(this));
    }

    /** @throws AlignerException INVALID_FIELD, naming the file */
    static Evaluation read(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            return JSON.readValue(Files.readAllBytes(file), Evaluation.class);
        } catch (IOException | JacksonException e) {
            throw AlignerException.of(
                    ErrorCode.INVALID_FIELD, file + ": not readable (expected: what an evaluation wrote)", e);
        }
    }
}
