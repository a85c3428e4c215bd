package dev.aligner.engine.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Metadata {@code llama.*} to a config; what a GGUF leaves to its tensors' names is taken from those. */
final class GgufConfig {
    private static final String ARCHITECTURE = "general.architecture";
    private static final String SCALING = "llama.rope.scaling.type";

    private final Settings settings;
    private final Problems problems;
    private final Set<String> tensors;

    private GgufConfig(Settings settings, Problems problems, Set<String> tensors) {
        this.settings = settings;
        this.problems = problems;
        this.tensors = tensors;
    }

    /** The config; of no use where {@code problems} were added. */
    static DecoderConfig read(GgufHead head, int tokens, Problems problems) {
        Settings settings = head.metadata().settings(problems);
        return new GgufConfig(settings, problems, head.tensors().keySet()).config(tokens);
    }

    /** Another architecture's settings mean other things: no use in listing what else is wrong. */
    static void checkArchitecture(GgufMetadata metadata, Problems problems) {
        metadata.settings(problems).demand(ARCHITECTURE, "llama");
        problems.throwIfAny();
    }

    private DecoderConfig config(int tokens) {
        int hidden = settings.whole("llama.embedding_length", 1, ModelLimits.HIDDEN);
        int heads = settings.whole("llama.attention.head_count", 1, ModelLimits.HEADS);
        int kvHeads = settings.wholeOr(heads, "llama.attention.head_count_kv", 1, ModelLimits.HEADS);
        int headDim = headDim(hidden, heads);
        ModelLimits.checkHeads(heads, kvHeads, headDim, problems);
        checkRope(headDim);
        checkParts();
        return new DecoderConfig(
                vocabulary(tokens),
                hidden,
                settings.whole("llama.block_count", 1, ModelLimits.LAYERS),
                heads,
                kvHeads,
                headDim,
                settings.whole("llama.feed_forward_length", 1, ModelLimits.INTERMEDIATE),
                settings.real(
                        "llama.attention.layer_norm_rms_epsilon", ModelLimits.LEAST_EPSILON, ModelLimits.MOST_EPSILON),
                settings.realOr(10_000, "llama.rope.freq_base", ModelLimits.LEAST_THETA, ModelLimits.MOST_THETA),
                settings.whole("llama.context_length", 1, ModelLimits.POSITIONS),
                !tensors.contains(GgufNames.HEAD),
                anyBias("attn_"),
                anyBias("ffn_"),
                endTokens(tokens));
    }

    private int vocabulary(int tokens) {
        int vocabulary = settings.wholeOr(tokens, "llama.vocab_size", 1, ModelLimits.VOCABULARY);
        if (vocabulary != tokens) {
            problems.add("llama.vocab_size: " + vocabulary + " (expected: " + tokens + ", the count of "
                    + GgufMetadata.TOKENS + ")");
        }
        return vocabulary;
    }

    private int headDim(int hidden, int heads) {
        int headDim = settings.wholeOr(hidden / heads, "llama.attention.key_length", 1, ModelLimits.HEAD_DIM);
        int valueDim = settings.wholeOr(headDim, "llama.attention.value_length", 1, ModelLimits.HEAD_DIM);
        if (valueDim != headDim) {
            problems.add("llama.attention.value_length: " + valueDim + " (expected: " + headDim + ", as of the keys)");
        }
        if (!settings.has("llama.attention.key_length") && hidden % heads != 0) {
            problems.add("llama.embedding_length: " + hidden + " (expected: a multiple of the " + heads + " heads)");
        }
        return headDim;
    }

    private void checkRope(int headDim) {
        int rotated = settings.wholeOr(headDim, "llama.rope.dimension_count", 1, ModelLimits.HEAD_DIM);
        if (rotated != headDim) {
            problems.add("llama.rope.dimension_count: " + rotated + " (expected: " + headDim + ", the whole head)");
        }
        if (settings.has(SCALING)) {
            settings.demand(SCALING, "none");
        }
        // the older spelling, in use before there were types
        double scale = settings.realOr(1, "llama.rope.scale_linear", 0, Float.MAX_VALUE);
        if (scale != 1) {
            problems.add("llama.rope.scale_linear: " + scale + " (expected: 1, rope scaling is not supported yet)");
        }
        if (tensors.contains(GgufNames.ROPE_FACTORS)) {
            problems.add(GgufNames.ROPE_FACTORS + ": present (expected: absent, rope scaling is not supported yet)");
        }
    }

    private void checkParts() {
        int parts = settings.wholeOr(1, "split.count", 0, 1 << 16);
        if (parts > 1) {
            problems.add("split.count: " + parts + " (expected: 1, the whole model in one file)");
        }
    }

    private boolean anyBias(String part) {
        return tensors.stream().anyMatch(name -> name.contains("." + part) && name.endsWith(".bias"));
    }

    private List<Integer> endTokens(int tokens) {
        List<Integer> ends = new ArrayList<>();
        for (String key : List.of(GgufTokenizer.END_TOKEN, "tokenizer.ggml.eot_token_id")) {
            if (settings.has(key)) {
                int end = settings.whole(key, 0, Math.max(tokens - 1, 0));
                if (!ends.contains(end)) {
                    ends.add(end);
                }
            }
        }
        return ends;
    }
}
