package dev.aligner.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Questions and answers, the same ones in the same order in every run. */
record Texts(List<Text> all) {
    static final JsonMapper JSON = new JsonMapper();

    record Text(String question, String answer) {}

    static Texts read(Path... files) throws IOException {
        List<Text> all = new ArrayList<>();
        for (Path file : files) {
            for (String line : Files.readAllLines(file)) {
                JsonNode text = JSON.readTree(line);
                all.add(new Text(
                        text.get("question").asString(), text.get("answer").asString()));
            }
        }
        return new Texts(List.copyOf(all));
    }

    /** With a number of its own: one that came before would be found in a slot and cost less. */
    Text get(int number) {
        Text text = all.get(Math.floorMod(number, all.size()));
        return new Text(number + ": " + text.question(), text.answer());
    }
}
