package dev.aligner.engine.weights;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** {@code config.json} of a T5 model; defaults are those of transformers' T5Config. */
final class HuggingFaceT5Config {
    private static final String MODEL_TYPE = "t5";
    private static final String ARCHITECTURE = "T5ForConditionalGeneration";
    private static final String MLP = "feed_forward_proj";
    private static final String GATED = "gated-gelu";

    private final Path folder;
    private final JsonNode json;
    private final Problems problems;
    private final Settings settings;

    private HuggingFaceT5Config(Path folder, JsonNode json, Problems problems) {
        this.folder = folder;
        this.json = json;
        this.problems = problems;
        this.settings = JsonFile.settings(json, problems);
    }

    /** Whether the folder's model is one of this family, or says so. */
    static boolean isIn(Path folder) {
        JsonNode json = JsonFile.object(folder.resolve(HuggingFaceConfig.FILE));
        return MODEL_TYPE.equals(json.path("model_type").stringValue(""))
                || ARCHITECTURE.equals(json.path("architectures").path(0).stringValue(""));
    }

    static T5Config read(Path folder) {
        Path file = folder.resolve(HuggingFaceConfig.FILE);
        var problems = new Problems(file);
        var reader = new HuggingFaceT5Config(folder, JsonFile.object(file), problems);
        // another architecture's settings mean other things: no use in listing what else is wrong
        reader.checkArchitecture();
        problems.throwIfAny();
        T5Config config = reader.config();
        problems.throwIfAny();
        return config;
    }

    private void checkArchitecture() {
        settings.demand("model_type", MODEL_TYPE);
        JsonNode architectures = json.path("architectures");
        boolean absent = architectures.isMissingNode() || architectures.isNull();
        boolean named = architectures.isArray()
                && architectures.size() == 1
                && ARCHITECTURE.equals(architectures.path(0).stringValue(""));
        if (!absent && !named) {
            problems.add("architectures: " + architectures + " (expected: [\"" + ARCHITECTURE + "\"])");
        }
    }

    private T5Config config() {
        int vocabulary = settings.whole("vocab_size", 1, ModelLimits.VOCABULARY);
        int layers = settings.whole("num_layers", 1, ModelLimits.LAYERS);
        int buckets = settings.wholeOr(32, "relative_attention_num_buckets", 4, ModelLimits.BUCKETS);
        int distance = settings.wholeOr(128, "relative_attention_max_distance", 2, ModelLimits.POSITIONS);
        // half of a decoder's buckets are of one distance each, and the others must reach beyond them
        if (distance <= buckets / 2) {
            problems.add("relative_attention_max_distance: " + distance + " (expected: more than half of the " + buckets
                    + " buckets)");
        }
        return new T5Config(
                vocabulary,
                settings.whole("d_model", 2, ModelLimits.HIDDEN),
                layers,
                settings.wholeOr(layers, "num_decoder_layers", 1, ModelLimits.LAYERS),
                settings.whole("num_heads", 1, ModelLimits.HEADS),
                settings.whole("d_kv", 1, ModelLimits.HEAD_DIM),
                settings.whole("d_ff", 2, ModelLimits.INTERMEDIATE),
                gated(),
                buckets,
                distance,
                settings.realOr(1e-6, "layer_norm_epsilon", ModelLimits.LEAST_EPSILON, ModelLimits.MOST_EPSILON),
                2 * settings.wholeOr(512, "n_positions", 1, ModelLimits.POSITIONS),
                settings.flagOr(true, HuggingFaceConfig.TIED),
                settings.wholeOr(
                        settings.wholeOr(0, "pad_token_id", 0, vocabulary - 1),
                        "decoder_start_token_id",
                        0,
                        vocabulary - 1),
                endTokens(vocabulary));
    }

    /** The MLP's form, which newer configs spell out a second time. */
    private boolean gated() {
        String mlp = settings.text(MLP);
        boolean gated = GATED.equals(mlp);
        if (mlp != null && !gated && !mlp.equals("relu")) {
            problems.add(MLP + ": " + mlp + " (expected: relu or " + GATED + ")");
        }
        if (settings.has("dense_act_fn")) {
            settings.demand("dense_act_fn", gated ? "gelu_new" : "relu");
        }
        if (settings.flagOr(gated, "is_gated_act") != gated) {
            problems.add("is_gated_act: " + !gated + " (expected: " + gated + ", as " + MLP + " says)");
        }
        return gated;
    }

    private List<Integer> endTokens(int vocabulary) {
        List<Integer> named = EndTokens.read(folder, json, vocabulary, problems);
        return named.isEmpty() && !json.has("eos_token_id") && vocabulary > 1 ? List.of(1) : named;
    }
}
