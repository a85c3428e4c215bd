package dev.aligner.engine.weights;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** A family's settings in {@code config.json}; what is left out is as in transformers' config class of the family. */
final class HuggingFaceDecoder {
    private static final double MOST_CAP = 1e6;

    private final DecoderFamily family;
    private final HuggingFaceDefaults defaults;
    private final JsonNode json;
    private final Problems problems;
    private final Settings settings;

    HuggingFaceDecoder(DecoderFamily family, JsonNode json, Problems problems) {
        this.family = family;
        this.defaults = HuggingFaceDefaults.of(family);
        this.json = json;
        this.problems = problems;
        this.settings = JsonFile.settings(json, problems);
    }

    DecoderConfig config(int vocabulary, List<Integer> endTokens) {
        int hidden = settings.whole("hidden_size", 1, ModelLimits.HIDDEN);
        int heads = settings.whole("num_attention_heads", 1, ModelLimits.HEADS);
        int kvHeads = settings.wholeOr(heads, "num_key_value_heads", 1, ModelLimits.HEADS);
        int headDim = headDim(hidden, heads);
        ModelLimits.checkHeads(heads, kvHeads, headDim, problems);
        checkActivation();
        int positions = settings.wholeOr(defaults.maxPositions(), "max_position_embeddings", 1, ModelLimits.POSITIONS);
        var ropes = new HuggingFaceRope(family, json, headDim, positions, problems);
        Rope rope = ropes.global();
        return new DecoderConfig(
                family,
                vocabulary,
                hidden,
                heads,
                kvHeads,
                headDim,
                settings.whole("intermediate_size", 1, ModelLimits.INTERMEDIATE),
                attention(rope, ropes),
                scores(headDim),
                family.norms(
                        settings.realOr(
                                defaults.epsilon(),
                                "rms_norm_eps",
                                ModelLimits.LEAST_EPSILON,
                                ModelLimits.MOST_EPSILON),
                        true),
                biases(),
                family.embeddingScale(hidden),
                logitCap(),
                // a Gemma 3 counts the positions that its scaling gives it already
                family == DecoderFamily.GEMMA3 ? positions : rope.scaling().reach(positions),
                settings.flagOr(defaults.tied(), HuggingFaceConfig.TIED),
                endTokens);
    }

    private int headDim(int hidden, int heads) {
        int usual = defaults.headDim() == 0 ? hidden / heads : defaults.headDim();
        if (defaults.headDim() == 0 && !settings.has("head_dim") && hidden % heads != 0) {
            problems.add("hidden_size: " + hidden + " (expected: a multiple of num_attention_heads " + heads + ")");
        }
        return settings.wholeOr(usual, "head_dim", 1, ModelLimits.HEAD_DIM);
    }

    /** The first Gemma's files say "gelu" and mean the approximation that the model was trained with. */
    private void checkActivation() {
        String name = settings.has("hidden_activation") ? "hidden_activation" : "hidden_act";
        if (settings.has(name)) {
            settings.oneOf(family.gelu() ? List.of("gelu_pytorch_tanh", "gelu") : List.of("silu"), name);
        }
    }

    private List<LayerAttention> attention(Rope rope, HuggingFaceRope ropes) {
        int layers = settings.whole("num_hidden_layers", 1, ModelLimits.LAYERS);
        Rope local = family == DecoderFamily.GEMMA3 ? ropes.local() : rope;
        if (settings.flagOr(false, "use_bidirectional_attention")) {
            problems.add("use_bidirectional_attention: true (expected: false)");
        }
        return new HuggingFaceWindows(family, json, problems)
                .of(layers).stream()
                        .map(window -> new LayerAttention(window, window == LayerAttention.ALL ? rope : local))
                        .toList();
    }

    private AttentionScores scores(int headDim) {
        boolean scaled = family == DecoderFamily.GEMMA2 || family == DecoderFamily.GEMMA3;
        if (!scaled) {
            return AttentionScores.of(headDim);
        }
        double width = settings.realOr(256, "query_pre_attn_scalar", 1, ModelLimits.HIDDEN);
        return new AttentionScores(AttentionScores.of(width).scale(), cap("attn_logit_softcapping", 50));
    }

    private double logitCap() {
        boolean capped = family == DecoderFamily.GEMMA2 || family == DecoderFamily.GEMMA3;
        return capped ? cap("final_logit_softcapping", 30) : 0;
    }

    /** Gemma 2's default; null, as in Gemma 3, is none. */
    private double cap(String name, double usual) {
        double missing = family == DecoderFamily.GEMMA2 && !json.has(name) ? usual : 0;
        return settings.realOr(missing, name, 1e-3, MOST_CAP);
    }

    private Biases biases() {
        boolean attention = settings.flagOr(false, "attention_bias");
        boolean mlp = settings.flagOr(false, "mlp_bias");
        return switch (family) {
            case LLAMA -> new Biases(attention, attention, mlp);
            case QWEN2 -> new Biases(true, false, false);
            case QWEN3, GEMMA, GEMMA2, GEMMA3 -> new Biases(attention, attention, false);
            case MISTRAL, PHI3 -> Biases.NONE;
        };
    }
}
