package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads prompts: JSONL with {@code question}, {@code messages} or {@code prompt} and, if wanted, {@code answer} and
 * {@code instruction}; or plain text, a prompt a line. A file whose first line with text begins with a brace is JSONL.
 * Equal prompts count once; lines without text do not count.
 */
final class PromptFile {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PromptFile() {}

    /** @throws AlignerException naming file and line */
    static List<Prompt> read(Path file) {
        List<String> lines = lines(file);
        boolean json = lines.stream()
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(line -> line.stripLeading().startsWith("{"))
                .orElse(false);
        Map<String, Prompt> prompts = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isBlank()) {
                Prompt prompt = json ? row(file, i + 1, line) : Prompt.of(Question.of(line.strip()), null, null);
                prompts.putIfAbsent(prompt.key(), prompt);
            }
        }
        if (prompts.isEmpty()) {
            throw AlignerException.invalidField("prompts", file + ": no prompt (expected: one a line)");
        }
        return List.copyOf(prompts.values());
    }

    /** All files' prompts, each once. */
    static List<Prompt> read(Collection<Path> files) {
        Map<String, Prompt> prompts = new LinkedHashMap<>();
        files.forEach(file -> read(file).forEach(prompt -> prompts.putIfAbsent(prompt.key(), prompt)));
        return List.copyOf(prompts.values());
    }

    private static Prompt row(Path file, int number, String line) {
        try {
            JsonNode row = JSON.readTree(line);
            return Prompt.of(QuestionJson.read(row), text(row, "answer"), text(row, "instruction"));
        } catch (JacksonException e) {
            throw AlignerException.invalidField("prompts", file + ":" + number + ": " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            throw AlignerException.invalidField("prompts", file + ":" + number + ": " + e.getMessage());
        }
    }

    private static @Nullable String text(JsonNode row, String name) {
        JsonNode value = row.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw new IllegalArgumentException(name + ": (expected: a text)");
        }
        return value.stringValue();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw AlignerException.of(
                    ErrorCode.INVALID_FIELD, file + ": missing or unreadable (expected: UTF-8 text)", e);
        }
    }
}
