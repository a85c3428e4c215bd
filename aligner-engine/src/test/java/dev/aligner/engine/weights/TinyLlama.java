package dev.aligner.engine.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** A model of a few kilobytes in every format. Its values are sixteenths of a range that each type holds exactly. */
final class TinyLlama {
    static final DecoderConfig CONFIG =
            DecoderConfig.llama(8, 32, 2, 4, 2, 8, 64, 1e-5, 5000, 128, false, true, true, List.of(2, 3));

    private static final float STEP = 0.25f;
    private static final short HALF_STEP = 0x3400;
    private static final short HALF_MINIMUM = (short) 0xc000;

    private static final byte[] SAFETENSORS = safetensors(TensorType.F32).bytes();

    private TinyLlama() {}

    static String configJson() {
        return """
                {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu",
                 "vocab_size": 8, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4,
                 "num_key_value_heads": 2, "head_dim": 8, "intermediate_size": 64, "rms_norm_eps": 1e-05,
                 "rope_theta": 5000.0, "rope_scaling": null, "max_position_embeddings": 128,
                 "tie_word_embeddings": false, "attention_bias": true, "mlp_bias": true, "eos_token_id": [2, 3]}
                """;
    }

    /** A whole Hugging Face folder. */
    static Path folder(Path folder) throws IOException {
        Files.writeString(folder.resolve("config.json"), configJson());
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\":{}}");
        Files.write(folder.resolve("model.safetensors"), SAFETENSORS);
        return folder;
    }

    static SafetensorsFile safetensors(TensorType type) {
        var file = new SafetensorsFile();
        DecoderTensors.expected(CONFIG)
                .forEach((name, shape) -> file.tensor(name, type.name(), shape, encode(type, values(name, shape))));
        return file;
    }

    static GgufFile gguf(TensorType type) {
        var file = new GgufFile()
                .text("general.architecture", "llama")
                .uint32("llama.block_count", CONFIG.layers())
                .uint32("llama.context_length", CONFIG.maxPositions())
                .uint32("llama.embedding_length", CONFIG.hidden())
                .uint32("llama.feed_forward_length", CONFIG.intermediate())
                .uint32("llama.attention.head_count", CONFIG.heads())
                .uint32("llama.attention.head_count_kv", CONFIG.kvHeads())
                .float32("llama.attention.layer_norm_rms_epsilon", 1e-5f)
                .float32("llama.rope.freq_base", (float) CONFIG.ropeTheta())
                .uint32("llama.rope.dimension_count", CONFIG.headDim())
                .texts("general.languages", List.of("en", "tr"))
                .text("tokenizer.ggml.model", "gpt2")
                .text("tokenizer.ggml.pre", "smollm")
                .texts("tokenizer.ggml.tokens", List.of("a", "b", "<s>", "</s>", "ab", "Ġa", "Ġ", "ı"))
                .numbers("tokenizer.ggml.token_type", 1, 1, 3, 3, 1, 1, 1, 1)
                .texts("tokenizer.ggml.merges", List.of("a b", "Ġ a"))
                .flag("tokenizer.ggml.add_bos_token", false)
                .uint32("tokenizer.ggml.bos_token_id", 1)
                .uint32("tokenizer.ggml.eos_token_id", 2)
                .uint32("tokenizer.ggml.eot_token_id", 3)
                .text("tokenizer.chat_template", "{{ messages }}");
        DecoderTensors.expected(CONFIG).forEach((name, shape) -> {
            TensorType stored = shape.length == 1 && type.quantised() ? TensorType.F32 : type;
            float[] values = reordered(name, values(name, shape));
            file.tensor(GgufNames.of(CONFIG, name), ggmlId(stored), shape, encode(stored, values));
        });
        return file;
    }

    /** Numbers of {@code enum ggml_type}. */
    static int ggmlId(TensorType type) {
        return switch (type) {
            case F32 -> 0;
            case F16 -> 1;
            case Q4_0 -> 2;
            case Q4_1 -> 3;
            case Q8_0 -> 8;
            case BF16 -> 30;
            case Q5_0 -> 6;
            case Q5_1 -> 7;
            case Q2_K -> 10;
            case Q3_K -> 11;
            case Q4_K -> 12;
            case Q5_K -> 13;
            case Q6_K -> 14;
            case IQ4_NL -> 20;
            case IQ4_XS -> 23;
        };
    }

    static float[] values(String name, long[] shape) {
        var random = new Random(name.hashCode());
        var values = new float[(int) StoredTensor.elements(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = STEP * (random.nextInt(16) - 8);
        }
        return values;
    }

    /** {@code reshape(heads, 2, headDim / 2, columns).swapaxes(1, 2)}, written out. */
    private static float[] reordered(String name, float[] values) {
        boolean query = name.contains("q_proj");
        if (!query && !name.contains("k_proj")) {
            return values;
        }
        int heads = query ? CONFIG.heads() : CONFIG.kvHeads();
        int half = CONFIG.headDim() / 2;
        int columns = values.length / (heads * 2 * half);
        var reordered = new float[values.length];
        int next = 0;
        for (int head = 0; head < heads; head++) {
            for (int pair = 0; pair < half; pair++) {
                for (int part = 0; part < 2; part++) {
                    int row = (head * 2 + part) * half + pair;
                    System.arraycopy(values, row * columns, reordered, next, columns);
                    next += columns;
                }
            }
        }
        return reordered;
    }

    static byte[] encode(TensorType type, float[] values) {
        var out = new LittleEndian();
        for (int i = 0; i < values.length; i += type.blockElements()) {
            switch (type) {
                case F32 -> out.float32(values[i]);
                case F16 -> out.int16(half(values[i]));
                case BF16 -> out.int16(Float.floatToRawIntBits(values[i]) >> 16);
                case Q8_0 -> {
                    out.int16(HALF_STEP);
                    for (int j = 0; j < 32; j++) {
                        out.int8(Math.round(values[i + j] / STEP));
                    }
                }
                case Q4_0 -> nibbles(out.int16(HALF_STEP), values, i);
                case Q4_1 -> nibbles(out.int16(HALF_STEP).int16(HALF_MINIMUM), values, i);
                case Q5_0 -> fiveBits(out.int16(HALF_STEP), 16, values, i);
                case Q5_1 -> fiveBits(out.int16(HALF_STEP).int16(HALF_MINIMUM), 8, values, i);
                case IQ4_NL, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_XS ->
                    throw new IllegalArgumentException(type + " (expected: a type that holds the values exactly)");
            }
        }
        return out.bytes();
    }

    private static void fiveBits(LittleEndian out, int offset, float[] values, int first) {
        int high = 0;
        for (int j = 0; j < 32; j++) {
            high |= ((Math.round(values[first + j] / STEP) + offset) >> 4) << j;
        }
        out.int32(high);
        for (int j = 0; j < 16; j++) {
            int low = (Math.round(values[first + j] / STEP) + offset) & 15;
            int upper = (Math.round(values[first + 16 + j] / STEP) + offset) & 15;
            out.int8(low | upper << 4);
        }
    }

    private static void nibbles(LittleEndian out, float[] values, int first) {
        for (int j = 0; j < 16; j++) {
            int low = Math.round(values[first + j] / STEP) + 8;
            int high = Math.round(values[first + 16 + j] / STEP) + 8;
            out.int8(low | high << 4);
        }
    }

    /** Of values whose exponent and first ten bits of fraction a half holds. */
    private static int half(float value) {
        int bits = Float.floatToRawIntBits(value);
        return value == 0 ? 0 : (bits >>> 16 & 0x8000) | (bits >>> 13 & 0x3ffff) - (112 << 10);
    }

    static String replaced(String json, String name, String value) {
        String changed =
                json.replaceFirst("\"" + name + "\": (\"[^\"]*\"|\\[[^\\]]*\\]|[^,}]*)", "\"" + name + "\": " + value);
        if (changed.equals(json)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%s: unchanged", name));
        }
        return changed;
    }
}
