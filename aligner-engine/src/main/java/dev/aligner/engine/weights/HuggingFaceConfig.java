package dev.aligner.engine.weights;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** {@code config.json} and {@code generation_config.json}; defaults are those of transformers' DecoderConfig. */
final class HuggingFaceConfig {
    static final String FILE = "config.json";
    static final String TIED = "tie_word_embeddings";
    private static final String ARCHITECTURE = "LlamaForCausalLM";
    private static final String MODEL_TYPE = "llama";

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
        var reader = new HuggingFaceConfig(JsonFile.object(file), problems);
        // another architecture's settings mean other things: no use in listing what else is wrong
        reader.checkArchitecture();
        problems.throwIfAny();
        DecoderConfig config = reader.config(folder);
        problems.throwIfAny();
        return config;
    }

    private void checkArchitecture() {
        JsonNode architectures = json.path("architectures");
        boolean named = architectures.isArray()
                && architectures.size() == 1
                && ARCHITECTURE.equals(architectures.path(0).stringValue(""));
        boolean unnamed = architectures.isMissingNode() || architectures.isNull();
        if (!named && !unnamed) {
            problems.add("architectures: " + architectures + " (expected: [\"" + ARCHITECTURE + "\"])");
        }
        if (unnamed || settings.has("model_type")) {
            settings.demand("model_type", MODEL_TYPE);
        }
    }

    private DecoderConfig config(Path folder) {
        int hidden = settings.whole("hidden_size", 1, ModelLimits.HIDDEN);
        int heads = settings.whole("num_attention_heads", 1, ModelLimits.HEADS);
        int kvHeads = settings.wholeOr(heads, "num_key_value_heads", 1, ModelLimits.HEADS);
        int headDim = settings.wholeOr(hidden / heads, "head_dim", 1, ModelLimits.HEAD_DIM);
        if (!settings.has("head_dim") && hidden % heads != 0) {
            problems.add("hidden_size: " + hidden + " (expected: a multiple of num_attention_heads " + heads + ")");
        }
        ModelLimits.checkHeads(heads, kvHeads, headDim, problems);
        if (settings.has("hidden_act")) {
            settings.demand("hidden_act", "silu");
        }
        checkRope();
        int vocabulary = settings.whole("vocab_size", 1, ModelLimits.VOCABULARY);
        return new DecoderConfig(
                vocabulary,
                hidden,
                settings.whole("num_hidden_layers", 1, ModelLimits.LAYERS),
                heads,
                kvHeads,
                headDim,
                settings.whole("intermediate_size", 1, ModelLimits.INTERMEDIATE),
                settings.realOr(1e-6, "rms_norm_eps", ModelLimits.LEAST_EPSILON, ModelLimits.MOST_EPSILON),
                ropeTheta(),
                settings.wholeOr(2048, "max_position_embeddings", 1, ModelLimits.POSITIONS),
                settings.flagOr(false, TIED),
                settings.flagOr(false, "attention_bias"),
                settings.flagOr(false, "mlp_bias"),
                EndTokens.read(folder, json, vocabulary, problems));
    }

    /** transformers 5 moved the base of the frequencies into {@code rope_parameters}. */
    private double ropeTheta() {
        Settings holder =
                settings.has("rope_theta") ? settings : JsonFile.settings(json.path("rope_parameters"), problems);
        return holder.realOr(10_000, "rope_theta", ModelLimits.LEAST_THETA, ModelLimits.MOST_THETA);
    }

    private void checkRope() {
        for (String name : List.of("rope_scaling", "rope_parameters")) {
            JsonNode rope = json.path(name);
            JsonNode type = rope.has("rope_type") ? rope.path("rope_type") : rope.path("type");
            boolean plain = type.isMissingNode() ? !rope.has("factor") : "default".equals(type.stringValue(""));
            boolean absent = rope.isMissingNode() || rope.isNull();
            if (!absent && !(rope.isObject() && plain)) {
                problems.add(name + ": " + (type.isMissingNode() ? "without a type" : type)
                        + " (expected: null or type default, rope scaling is not supported yet)");
            }
        }
        double rotated = settings.realOr(1, "partial_rotary_factor", 0, 1);
        if (rotated != 1) {
            problems.add("partial_rotary_factor: " + rotated + " (expected: 1)");
        }
    }
}
