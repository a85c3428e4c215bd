package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import dev.aligner.trainer.data.QuestionJson;
import dev.aligner.trainer.data.RowFields;
import dev.aligner.trainer.data.RowFormat;
import dev.aligner.trainer.data.RowReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads prompts: rows with {@code question}, {@code messages} or {@code prompt} and, if wanted, {@code answer} and
 * {@code instruction}; or, in a file that ends in {@code .txt}, a prompt a line. Equal prompts count once; lines of
 * white space do not count.
 */
final class PromptFile {
    private static final RowFormat<Prompt> FORMAT = new RowFormat<>() {
        @Override
        public Prompt read(RowFields fields) {
            return Prompt.of(fields.question(), fields.textOrNull("answer"), fields.textOrNull("instruction"));
        }

        @Override
        public void write(Prompt prompt, ObjectNode json) {
            QuestionJson.write(prompt.question(), json);
            json.put("answer", prompt.answer()).put("instruction", prompt.instruction());
        }
    };

    private PromptFile() {}

    /**
     * All files' prompts, each once.
     *
     * @throws AlignerException naming file and line
     */
    static List<Prompt> read(Collection<Path> files) {
        Map<String, Prompt> prompts = new LinkedHashMap<>();
        for (Path file : files) {
            try (Stream<Prompt> read = open(file)) {
                read.forEachOrdered(prompt -> prompts.putIfAbsent(prompt.key(), prompt));
            }
        }
        if (prompts.isEmpty()) {
            throw AlignerException.invalidField("prompts", "prompts: none in " + files + " (expected: one a line)");
        }
        return List.copyOf(prompts.values());
    }

    private static Stream<Prompt> open(Path file) {
        if (!file.toString().endsWith(".txt")) {
            return RowReader.rows(file, FORMAT);
        }
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .map(line -> Prompt.of(Question.of(line.strip()), null, null));
        } catch (IOException e) {
            throw AlignerException.of(
                    ErrorCode.INVALID_FIELD, file + ": missing or unreadable (expected: UTF-8 text)", e);
        }
    }
}
