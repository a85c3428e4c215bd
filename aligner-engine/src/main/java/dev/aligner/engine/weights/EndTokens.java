package dev.aligner.engine.weights;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The ids that end an output, as {@code generation_config.json} says, or else {@code config.json}. */
final class EndTokens {
    private static final String FIELD = "eos_token_id";
    private static final int MOST = 64;

    private EndTokens() {}

    /** Empty where neither file names any. */
    static List<Integer> read(Path folder, JsonNode config, int vocabulary, Problems problems) {
        JsonNode generation = generationEnds(folder);
        JsonNode ends = generation == null ? config.path(FIELD) : generation;
        if (ends.isMissingNode() || ends.isNull()) {
            return List.of();
        }
        List<JsonNode> ids = ends.isArray() ? ends.valueStream().toList() : List.of(ends);
        boolean valid = ids.size() <= MOST
                && ids.stream().allMatch(id -> id.isInt() && id.intValue() >= 0 && id.intValue() < vocabulary);
        if (!valid) {
            problems.add(FIELD + ": " + ends + " (expected: an id or a list of at most " + MOST + ", each 0.."
                    + (vocabulary - 1) + ")");
            return List.of();
        }
        return ids.stream().map(JsonNode::intValue).distinct().toList();
    }

    private static @Nullable JsonNode generationEnds(Path folder) {
        JsonNode generation = JsonFile.objectIfThere(folder.resolve("generation_config.json"));
        return generation == null || !generation.hasNonNull(FIELD) ? null : generation.path(FIELD);
    }
}
