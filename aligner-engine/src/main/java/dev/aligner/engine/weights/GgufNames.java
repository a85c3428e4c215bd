package dev.aligner.engine.weights;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Hugging Face's names of a decoder's tensors in llama.cpp's spelling ({@code gguf-py/gguf/tensor_mapping.py}). */
final class GgufNames {
    static final String HEAD = "output.weight";
    static final String ROPE_DIVISORS = "rope_freqs.weight";
    static final String LONG_ROPE_WITHIN = "rope_factors_short.weight";
    static final String LONG_ROPE_BEYOND = "rope_factors_long.weight";

    private static final Pattern OF_LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\.(.+)\\.(weight|bias)");

    private static final Map<String, String> OUTSIDE_LAYERS = Map.of(
            "model.embed_tokens.weight", "token_embd.weight",
            "model.norm.weight", "output_norm.weight",
            "lm_head.weight", HEAD);

    private static final Map<String, String> WITHIN_LAYER = Map.ofEntries(
            Map.entry("input_layernorm", "attn_norm"),
            Map.entry("self_attn.q_proj", "attn_q"),
            Map.entry("self_attn.k_proj", "attn_k"),
            Map.entry("self_attn.v_proj", "attn_v"),
            Map.entry("self_attn.qkv_proj", "attn_qkv"),
            Map.entry("self_attn.q_norm", "attn_q_norm"),
            Map.entry("self_attn.k_norm", "attn_k_norm"),
            Map.entry("self_attn.o_proj", "attn_output"),
            Map.entry("post_attention_layernorm", "ffn_norm"),
            Map.entry("mlp.gate_proj", "ffn_gate"),
            Map.entry("mlp.up_proj", "ffn_up"),
            Map.entry("mlp.gate_up_proj", "ffn_up"),
            Map.entry("mlp.down_proj", "ffn_down"));

    /** Where there are norms after attention and MLP, the first of them has the name that otherwise is another's. */
    private static final Map<String, String> WITH_NORMS_AFTER = Map.of(
            "post_attention_layernorm", "post_attention_norm",
            "pre_feedforward_layernorm", "ffn_norm",
            "post_feedforward_layernorm", "post_ffw_norm");

    private GgufNames() {}

    /** The file's name of a Hugging Face name. */
    static String of(DecoderConfig config, String huggingFace) {
        Matcher layer = OF_LAYER.matcher(huggingFace);
        String name = layer.matches() ? withinLayer(config, layer.group(2)) : OUTSIDE_LAYERS.get(huggingFace);
        if (name == null) {
            throw new IllegalArgumentException("tensor: " + huggingFace + " (expected: one of a decoder's)");
        }
        return layer.matches() ? "blk." + layer.group(1) + "." + name + "." + layer.group(3) : name;
    }

    private static @Nullable String withinLayer(DecoderConfig config, String module) {
        String name = config.norms().after() ? WITH_NORMS_AFTER.get(module) : null;
        return name == null ? WITHIN_LAYER.get(module) : name;
    }

    /** Whether llama.cpp's converter reorders the rows of this tensor of its own spelling, which it does for Llama. */
    static boolean isRotary(DecoderConfig config, String name) {
        return config.kind() == DecoderFamily.LLAMA && (name.contains(".attn_q.") || name.contains(".attn_k."));
    }
}
