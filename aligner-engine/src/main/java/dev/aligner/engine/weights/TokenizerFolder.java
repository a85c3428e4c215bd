package dev.aligner.engine.weights;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What can be known of a model whose weights are elsewhere: a folder with {@code tokenizer.json} and, where they are there,
 * {@code tokenizer_config.json}, {@code chat_template.jinja}, {@code generation_config.json} and {@code config.json}. Of the
 * last only two fields are read, so that the model may be of any family.
 *
 * @param endTokens ids that end an output; may be empty
 * @param maxPositions positions the model was trained for; {@link Integer#MAX_VALUE} where no file says
 */
public record TokenizerFolder(TokenizerSource tokenizer, List<Integer> endTokens, int maxPositions) {
    private static final String TOKENIZER = "tokenizer.json";

    public TokenizerFolder {
        endTokens = List.copyOf(endTokens);
    }

    /** Whether there is such a folder. */
    public static boolean isAt(Path path) {
        return Files.exists(path.resolve(TOKENIZER));
    }

    /** @throws AlignerException with {@link ErrorCode#MODEL_FILE} where a file is missing or broken */
    public static TokenizerFolder read(Path folder) {
        TokenizerSource tokenizer = HuggingFaceTokenizer.read(folder);
        JsonNode config = JsonFile.objectIfThere(folder.resolve(HuggingFaceConfig.FILE));
        JsonNode generation = JsonFile.objectIfThere(folder.resolve("generation_config.json"));
        List<Integer> ends = ends(generation);
        return new TokenizerFolder(
                tokenizer,
                ends.isEmpty() ? ends(config) : ends,
                positions(folder.resolve(HuggingFaceConfig.FILE), config));
    }

    private static List<Integer> ends(@Nullable JsonNode config) {
        if (config == null) {
            return List.of();
        }
        JsonNode ends = config.path("eos_token_id");
        List<JsonNode> ids = ends.isArray() ? ends.valueStream().toList() : List.of(ends);
        return ids.stream()
                .filter(id -> id.isInt() && id.intValue() >= 0)
                .map(JsonNode::intValue)
                .distinct()
                .toList();
    }

    private static int positions(Path file, @Nullable JsonNode config) {
        JsonNode positions = config == null ? null : config.get("max_position_embeddings");
        if (positions == null || positions.isNull()) {
            return Integer.MAX_VALUE;
        }
        if (!positions.isInt() || positions.intValue() < 1) {
            throw Problems.fatal(file, "max_position_embeddings: " + positions + " (expected: a number of positions)");
        }
        return positions.intValue();
    }
}
