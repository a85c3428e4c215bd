package dev.aligner.trainer.judge;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
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
 * {@code verdicts.jsonl}: what the judge chose, a line for each time it was asked, by the hash of what it saw. A last line
 * without its end is what a crash left, and is dropped. Safe to use from any thread.
 */
final class VerdictFile implements AutoCloseable {
    static final String NAME = "verdicts.jsonl";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, Choice> choices = new HashMap<>();
    private final OutputStream out;

    VerdictFile(Path directory) {
        Path file = directory.resolve(NAME);
        try {
            Files.createDirectories(directory);
            if (Files.exists(file)) {
                load(file);
            }
            out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
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
            try {
                JsonNode line = JSON.readTree(lines.get(number - 1));
                choices.put(
                        line.path("key").asString(),
                        Choice.valueOf(line.path("choice").asString("")));
            } catch (JacksonException | IllegalArgumentException e) {
                throw AlignerException.of(
                        ErrorCode.INVALID_FIELD,
                        file + ":" + number + ": no verdict (expected: a line that this command wrote)",
                        e);
            }
        }
    }

    synchronized @Nullable Choice of(String key) {
        return choices.get(key);
    }

    /** @param reply the judge's own words, for those who doubt it */
    synchronized void add(String key, String upstream, Asking asking, Choice choice, String reply) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("key", key);
        line.put("upstream", upstream);
        line.put("dimension", asking.dimension().label());
        line.put("first", asking.answerFirst() ? "answer" : "correction");
        line.put("choice", choice.name());
        line.put("reply", reply);
        try {
            out.write((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        choices.put(key, choice);
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
