package dev.aligner.engine.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * An architecture's metadata to a config; what a GGUF leaves to its tensors' names is taken from those, and what it
 * leaves to llama.cpp's own code ({@code src/models}) is as it is there.
 */
final class GgufConfig {
    private static final String ARCHITECTURE = "general.architecture";
    private static final double MOST_CAP = 1e6;

    private final DecoderFamily family;
    private final GgufHead head;
    private final Settings settings;
    private final Problems problems;
    private final Set<String> tensors;

    private GgufConfig(DecoderFamily family, GgufHead head, Problems problems) {
        this.family = family;
        this.head = head;
        this.settings = head.metadata().settings(problems);
        this.problems = problems;
        this.tensors = head.tensors().keySet();
    }

    /** The config; of no use where {@code problems} were added. */
    static DecoderConfig read(GgufHead head, int tokens, Problems problems) {
        return new GgufConfig(family(head.metadata(), problems), head, problems).config(tokens);
    }

    /** Another architecture's settings mean other things: no use in listing what else is wrong. */
    static void checkArchitecture(GgufMetadata metadata, Problems problems) {
        family(metadata, problems);
        problems.throwIfAny();
    }

    private static DecoderFamily family(GgufMetadata metadata, Problems problems) {
        List<String> names = Arrays.stream(DecoderFamily.values())
                .filter(DecoderFamily::isGguf)
                .map(DecoderFamily::toString)
                .toList();
        String name = metadata.settings(problems).oneOf(names, ARCHITECTURE);
        return Arrays.stream(DecoderFamily.values())
                .filter(family -> family.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String key(String name) {
        return family + "." + name;
    }

    private DecoderConfig config(int tokens) {
        int hidden = settings.whole(key("embedding_length"), 1, ModelLimits.HIDDEN);
        int heads = settings.whole(key("attention.head_count"), 1, ModelLimits.HEADS);
        int kvHeads = settings.wholeOr(heads, key("attention.head_count_kv"), 1, ModelLimits.HEADS);
        int headDim = headDim(hidden, heads);
        ModelLimits.checkHeads(heads, kvHeads, headDim, problems);
        checkParts();
        int layers = settings.whole(key("block_count"), 1, ModelLimits.LAYERS);
        int positions = settings.whole(key("context_length"), 1, ModelLimits.POSITIONS);
        var ropes = new GgufRope(family, head, positions, problems);
        Rope rope = ropes.global(headDim);
        return new DecoderConfig(
                family,
                vocabulary(tokens),
                hidden,
                heads,
                kvHeads,
                headDim,
                settings.whole(key("feed_forward_length"), 1, ModelLimits.INTERMEDIATE),
                attention(layers, rope, family == DecoderFamily.GEMMA3 ? ropes.local(headDim) : rope),
                scores(layers, hidden, heads, headDim),
                family.norms(
                        settings.real(
                                key("attention.layer_norm_rms_epsilon"),
                                ModelLimits.LEAST_EPSILON,
                                ModelLimits.MOST_EPSILON),
                        false),
                new Biases(anyBias("attn_q", "attn_k", "attn_v"), anyBias("attn_output"), anyBias("ffn_")),
                family.embeddingScale(hidden),
                logitCap(),
                family == DecoderFamily.GEMMA3 ? positions : rope.scaling().reach(positions),
                !tensors.contains(GgufNames.HEAD),
                endTokens(tokens));
    }

    private int vocabulary(int tokens) {
        int vocabulary = settings.wholeOr(tokens, key("vocab_size"), 1, ModelLimits.VOCABULARY);
        if (vocabulary != tokens) {
            problems.add(key("vocab_size") + ": " + vocabulary + " (expected: " + tokens + ", the count of "
                    + GgufMetadata.TOKENS + ")");
        }
        return vocabulary;
    }

    private int headDim(int hidden, int heads) {
        String keyLength = key("attention.key_length");
        String valueLength = key("attention.value_length");
        int headDim = settings.wholeOr(hidden / heads, keyLength, 1, ModelLimits.HEAD_DIM);
        int valueDim = settings.wholeOr(headDim, valueLength, 1, ModelLimits.HEAD_DIM);
        if (valueDim != headDim) {
            problems.add(valueLength + ": " + valueDim + " (expected: " + headDim + ", as of the keys)");
        }
        if (!settings.has(keyLength) && hidden % heads != 0) {
            problems.add(
                    key("embedding_length") + ": " + hidden + " (expected: a multiple of the " + heads + " heads)");
        }
        return headDim;
    }

    /** Of Gemma 2's layers every second and of Gemma 3's every sixth sees everything; other families' are all alike. */
    private List<LayerAttention> attention(int layers, Rope rope, Rope local) {
        int usual = family == DecoderFamily.GEMMA2 ? 4096 : LayerAttention.ALL;
        int window = settings.wholeOr(usual, key("attention.sliding_window"), 0, ModelLimits.POSITIONS);
        int period = switch (family) {
            case GEMMA2 -> period(2);
            case GEMMA3 -> period(6);
            case LLAMA, MISTRAL, QWEN2, QWEN3, GEMMA, PHI3 -> layers + 1;
        };
        return IntStream.rangeClosed(1, layers)
                .mapToObj(layer -> window == LayerAttention.ALL || layer % period == 0
                        ? new LayerAttention(LayerAttention.ALL, rope)
                        : new LayerAttention(window, local))
                .toList();
    }

    private int period(int usual) {
        return settings.wholeOr(usual, key("attention.sliding_window_pattern"), 1, ModelLimits.LAYERS);
    }

    /** Their scale stands in no file: the two largest Gemmas, told by their layers, differ from the others. */
    private AttentionScores scores(int layers, int hidden, int heads, int headDim) {
        boolean byShare = switch (family) {
            case GEMMA2 -> layers == 46;
            case GEMMA3 -> layers == 62;
            case LLAMA, MISTRAL, QWEN2, QWEN3, GEMMA, PHI3 -> false;
        };
        double scale = AttentionScores.of(byShare ? hidden / heads : headDim).scale();
        double cap =
                family == DecoderFamily.GEMMA2 ? settings.realOr(50, key("attn_logit_softcapping"), 1e-3, MOST_CAP) : 0;
        return new AttentionScores(scale, cap);
    }

    private double logitCap() {
        double usual = family == DecoderFamily.GEMMA2 ? 30 : 0;
        return settings.realOr(usual, key("final_logit_softcapping"), 1e-3, MOST_CAP);
    }

    private void checkParts() {
        int parts = settings.wholeOr(1, "split.count", 0, 1 << 16);
        if (parts > 1) {
            problems.add("split.count: " + parts + " (expected: 1, the whole model in one file)");
        }
    }

    private boolean anyBias(String... parts) {
        return tensors.stream()
                .anyMatch(name ->
                        name.endsWith(".bias") && Arrays.stream(parts).anyMatch(part -> name.contains("." + part)));
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
