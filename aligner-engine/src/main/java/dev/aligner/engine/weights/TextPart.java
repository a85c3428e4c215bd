package dev.aligner.engine.weights;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The text part of a checkpoint that also sees, a Gemma 3's: its settings are an object within {@code config.json}, and its
 * weights lie beside those of the eye, which are not read.
 */
final class TextPart {
    private static final String ARCHITECTURE = "Gemma3ForConditionalGeneration";
    private static final String SETTINGS = "text_config";

    /** What the whole's settings say of the text's. */
    private static final List<String> OF_THE_WHOLE = List.of("eos_token_id", HuggingFaceConfig.TIED);

    /** What transformers' Gemma3TextConfig has where a published file, which leaves out much, is silent. */
    private static final Map<String, Integer> USUAL = Map.of(
            "vocab_size", 262_208,
            "hidden_size", 2304,
            "intermediate_size", 9216,
            "num_hidden_layers", 26,
            "num_attention_heads", 8,
            "num_key_value_heads", 4);

    private static final String WITHIN = "model.language_model.";
    private static final List<String> OF_THE_EYE =
            List.of("vision_tower.", "multi_modal_projector.", "model.vision_tower.", "model.multi_modal_projector.");

    private TextPart() {}

    static boolean isIn(JsonNode config) {
        JsonNode architectures = config.path("architectures");
        return architectures.size() == 1
                && ARCHITECTURE.equals(architectures.path(0).stringValue(""))
                && config.path(SETTINGS).isObject();
    }

    /** Whether the folder's model is such a one. */
    static boolean isIn(Path folder) {
        return isIn(JsonFile.object(folder.resolve(HuggingFaceConfig.FILE)));
    }

    /** The settings of a model that is this part alone. */
    static JsonNode settings(JsonNode config) {
        ObjectNode text = ((ObjectNode) config.path(SETTINGS)).deepCopy();
        text.putArray("architectures").add(DecoderFamily.GEMMA3.architecture());
        OF_THE_WHOLE.stream().filter(config::hasNonNull).forEach(name -> text.set(name, config.path(name)));
        USUAL.forEach((name, value) -> {
            if (!text.hasNonNull(name)) {
                text.put(name, value);
            }
        });
        return text;
    }

    /**
     * The file's names of the tensors of a model that is this part alone: {@code language_model.model.norm}, or {@code
     * model.language_model.norm} as the classes have been called since transformers 4.52.
     *
     * @param found names in the file
     */
    static UnaryOperator<String> names(Set<String> found) {
        boolean within = found.stream().anyMatch(name -> name.startsWith(WITHIN));
        return within
                ? name -> name.startsWith("model.") ? WITHIN + name.substring("model.".length()) : name
                : name -> "language_model." + name;
    }

    /** Whether a tensor is none of the text's. */
    static boolean isOfTheEye(String name) {
        return OF_THE_EYE.stream().anyMatch(name::startsWith);
    }
}
