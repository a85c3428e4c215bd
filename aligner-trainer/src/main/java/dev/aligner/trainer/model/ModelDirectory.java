package dev.aligner.trainer.model;

import dev.aligner.engine.tokenize.Tokenizers;
import dev.aligner.engine.weights.DecoderConfig;
import dev.aligner.engine.weights.TokenizerSource;
import dev.aligner.trainer.file.AtomicFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The small files beside exported weights. They are written from what was read, whatever it was read from: a model that
 * came as a GGUF becomes a Hugging Face directory too, with the weights that its quantised ones stood for.
 */
final class ModelDirectory {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ModelDirectory() {}

    /** {@code config.json}, {@code tokenizer.json}, {@code tokenizer_config.json}. */
    static void write(Path directory, DecoderConfig config, TokenizerSource tokenizer, WeightType type) {
        AtomicFile.write(directory.resolve("config.json"), JSON.writeValueAsString(config(config, type)));
        AtomicFile.write(directory.resolve("tokenizer.json"), Tokenizers.json(tokenizer));
        AtomicFile.write(
                directory.resolve("tokenizer_config.json"), JSON.writeValueAsString(tokenizerConfig(tokenizer)));
    }

    /** {@code adapter_config.json}, as PEFT writes it for a LoRA. */
    static void writeAdapter(Path directory, Trainable.Lora lora) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("peft_type", "LORA");
        json.put("task_type", "CAUSAL_LM");
        json.put("base_model_name_or_path", null);
        json.put("inference_mode", true);
        json.put("r", lora.rank());
        json.put("lora_alpha", lora.alpha() == Math.rint(lora.alpha()) ? (Object) (long) lora.alpha() : lora.alpha());
        json.put("lora_dropout", 0.0);
        json.put(
                "target_modules",
                Stream.of(Projection.values())
                        .filter(lora.targets()::contains)
                        .map(Projection::moduleName)
                        .toList());
        json.put("bias", "none");
        json.put("fan_in_fan_out", false);
        json.put("init_lora_weights", true);
        json.put("use_rslora", false);
        json.put("use_dora", false);
        json.put("rank_pattern", Map.of());
        json.put("alpha_pattern", Map.of());
        json.put("modules_to_save", null);
        AtomicFile.write(directory.resolve("adapter_config.json"), JSON.writeValueAsString(json));
    }

    private static Map<String, Object> config(DecoderConfig config, WeightType type) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architectures", List.of("LlamaForCausalLM"));
        json.put("model_type", "llama");
        json.put("vocab_size", config.vocabulary());
        json.put("hidden_size", config.hidden());
        json.put("num_hidden_layers", config.layers());
        json.put("num_attention_heads", config.heads());
        json.put("num_key_value_heads", config.kvHeads());
        json.put("head_dim", config.headDim());
        json.put("intermediate_size", config.intermediate());
        json.put("hidden_act", "silu");
        json.put("rms_norm_eps", config.norms().epsilon());
        json.put("rope_theta", config.ropeTheta());
        json.put("max_position_embeddings", config.maxPositions());
        json.put("tie_word_embeddings", config.tiedHead());
        json.put("attention_bias", config.biases().qkv());
        json.put("mlp_bias", config.biases().mlp());
        json.put("eos_token_id", config.endTokens());
        json.put("torch_dtype", type.name().toLowerCase(Locale.ROOT));
        return json;
    }

    private static Map<String, Object> tokenizerConfig(TokenizerSource tokenizer) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("tokenizer_class", "PreTrainedTokenizerFast");
        put(json, "chat_template", tokenizer.chatTemplate());
        put(json, "bos_token", tokenizer.beginText());
        put(json, "eos_token", tokenizer.endText());
        return json;
    }

    private static void put(Map<String, Object> json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
