package dev.aligner.engine.weights;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code config.json} and {@code generation_config.json} of a decoder-only model. */
final class HuggingFaceConfig {
    static final String FILE = "config.json";
    static final String TIED = "tie_word_embeddings";

    private final JsonNode json;
    private final Problems problems;
    private final Settings settings;

    private HuggingFaceConfig(JsonNode json, Problems problems) {
        this.json = json;
        this.problems = problems;
        this.settings = JsonFile.settings(json, problems);
    }

    static DecoderConfig read(Path folder) {
        Path file = folder.resolve(FILE);
        var problems = new Problems(file);
        JsonNode json = JsonFile.object(file);
        var reader = new HuggingFaceConfig(TextPart.isIn(json) ? TextPart.settings(json) : json, problems);
        // another architecture's settings mean other things: no use in listing what else is wrong
        DecoderFamily family = reader.family();
        problems.throwIfAny();
        DecoderConfig config = reader.config(family, folder);
        problems.throwIfAny();
        return config;
    }

    private DecoderFamily family() {
        JsonNode architectures = json.path("architectures");
        if (architectures.isMissingNode() || architectures.isNull()) {
            Map<String, DecoderFamily> types = families(DecoderFamily::modelType);
            return types.getOrDefault(settings.oneOf(List.copyOf(types.keySet()), "model_type"), DecoderFamily.LLAMA);
        }
        Map<String, DecoderFamily> names = families(DecoderFamily::architecture);
        @Nullable
        DecoderFamily family =
                architectures.size() == 1 ? names.get(architectures.path(0).stringValue("")) : null;
        if (family == null) {
            problems.add("architectures: " + architectures + " (expected: one of " + names.keySet() + ")");
            return DecoderFamily.LLAMA;
        }
        if (settings.has("model_type")) {
            settings.demand("model_type", family.modelType());
        }
        return family;
    }

    private static Map<String, DecoderFamily> families(Function<DecoderFamily, String> name) {
        Map<String, DecoderFamily> families = new LinkedHashMap<>();
        for (DecoderFamily family : DecoderFamily.values()) {
            families.put(name.apply(family), family);
        }
        return families;
    }

    private DecoderConfig config(DecoderFamily family, Path folder) {
        int vocabulary = settings.whole("vocab_size", 1, ModelLimits.VOCABULARY);
        return new HuggingFaceDecoder(family, json, problems)
                .config(vocabulary, EndTokens.read(folder, json, vocabulary, problems));
    }
}
