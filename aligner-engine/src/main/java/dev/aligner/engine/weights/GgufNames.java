package dev.aligner.engine.weights;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hugging Face's names of Llama's tensors in llama.cpp's spelling ({@code gguf-py/gguf/tensor_mapping.py}). */
final class GgufNames {
    static final String HEAD = "output.weight";
    static final String ROPE_FACTORS = "rope_freqs.weight";

    private static final Pattern OF_LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\.(.+)\\.(weight|bias)");

    private static final Map<String, String> OUTSIDE_LAYERS = Map.of(
            "model.embed_tokens.weight", "token_embd.weight",
            "model.norm.weight", "output_norm.weight",
            "lm_head.weight", HEAD);

    private static final Map<String, String> WITHIN_LAYER = Map.of(
            "input_layernorm", "attn_norm",
            "self_attn.q_proj", "attn_q",
            "self_attn.k_proj", "attn_k",
            "self_attn.v_proj", "attn_v",
            "self_attn.o_proj", "attn_output",
            "post_attention_layernorm", "ffn_norm",
            "mlp.gate_proj", "ffn_gate",
            "mlp.up_proj", "ffn_up",
            "mlp.down_proj", "ffn_down");

    private GgufNames() {}

    static String of(String huggingFace) {
        Matcher layer = OF_LAYER.matcher(huggingFace);
        String name = layer.matches() ? WITHIN_LAYER.get(layer.group(2)) : OUTSIDE_LAYERS.get(huggingFace);
        if (name == null) {
            throw new IllegalArgumentException("tensor: " + huggingFace + " (expected: one of Llama's)");
        }
        return layer.matches() ? "blk." + layer.group(1) + "." + name + "." + layer.group(3) : name;
    }

    /** Whether llama.cpp's converter reorders the rows of this tensor of its own spelling. */
    static boolean isRotary(String name) {
        return name.contains(".attn_q.") || name.contains(".attn_k.");
    }
}
