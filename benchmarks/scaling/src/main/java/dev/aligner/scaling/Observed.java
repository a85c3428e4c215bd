package dev.aligner.scaling;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * One request to a running service and what came of it.
 *
 * @param arrivalNanos when it was sent, from the run's beginning
 * @param promptTokens of its prompt
 * @param cachedTokens of those, how many lay in a slot already
 * @param completionTokens that the model wrote
 * @param millis from sending it to the whole response
 * @param engineMillis of those, what the engine had it: in the queue and in steps
 */
record Observed(
        long arrivalNanos,
        String answer,
        String correction,
        int promptTokens,
        int cachedTokens,
        int completionTokens,
        double millis,
        double engineMillis) {
    private static final JsonMapper JSON = new JsonMapper();

    static void write(Path file, List<Observed> all) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (Observed one : all) {
                writer.write(JSON.writeValueAsString(one));
                writer.newLine();
            }
        }
    }

    static List<Observed> read(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            return reader.lines()
                    .map(line -> JSON.readValue(line, Observed.class))
                    .toList();
        }
    }
}
