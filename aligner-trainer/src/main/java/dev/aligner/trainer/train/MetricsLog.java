package dev.aligner.trainer.train;

import dev.aligner.trainer.file.AtomicFile;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code metrics.jsonl}: a line for each step and one for each look at held-out rows, each with its {@code step}. Each
 * line is on its way to the disk when it has been added.
 */
final class MetricsLog implements AutoCloseable {
    static final String FILE = "metrics.jsonl";

    /** How names of values of held-out rows begin. */
    static final String LOOKED = "eval_";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Writer out;

    private MetricsLog(Writer out) {
        this.out = out;
    }

    /**
     * Starts, or goes on after a step: lines of later steps, which a resumed run does again, are dropped, and so is a
     * line that was broken off.
     */
    static MetricsLog after(long step, Path file) throws IOException {
        List<String> kept = new ArrayList<>();
        if (step > 0 && Files.exists(file)) {
            for (JsonNode line : read(file)) {
                if (line.path("step").asLong() <= step) {
                    kept.add(line.toString());
                }
            }
        }
        AtomicFile.write(file, kept.stream().map(line -> line + "\n").collect(Collectors.joining()));
        return new MetricsLog(Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND));
    }

    void add(Map<String, ?> values) throws IOException {
        out.write(JSON.writeValueAsString(values));
        out.write('\n');
        out.flush();
    }

    /** The whole lines of a log, in order. */
    static List<JsonNode> read(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            try {
                lines.add(JSON.readTree(line));
            } catch (JacksonException e) {
                // only the last one can be broken, by the end of the process that wrote it
                break;
            }
        }
        return lines;
    }

    /** What the last look at held-out rows saw, by name; nothing if there was none. */
    static Map<String, Double> lastLook(Path file) throws IOException {
        Map<String, Double> look = new TreeMap<>();
        for (JsonNode line : read(file)) {
            for (String name : line.propertyNames()) {
                if (name.startsWith(LOOKED)) {
                    look.put(name, line.path(name).asDouble());
                }
            }
        }
        return look;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
