package dev.aligner.trainer.experiment;

import dev.aligner.trainer.file.AtomicFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Llama with random weights, as a Hugging Face directory. Its tokens are numbers: it has no tokenizer.
 *
 * @param vocabulary tokens
 * @param hidden width; the MLP is four times as wide, a head is 16
 * @param layers of attention and MLP
 * @param endToken ends an output
 */
record SmallModel(int vocabulary, int hidden, int layers, int endToken) {
    private static final int HEAD = 16;
    private static final double DEVIATION = 0.05;
    static final int CONTEXT = 128;

    void write(Path directory, long seed) {
        Map<String, int[]> shapes = shapes();
        AtomicFile.write(directory.resolve("config.json"), config());
        AtomicFile.write(directory.resolve("tokenizer.json"), "{}");
        AtomicFile.write(directory.resolve("model.safetensors"), weights(shapes, new Random(seed)));
    }

    private Map<String, int[]> shapes() {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        shapes.put("model.embed_tokens.weight", new int[] {vocabulary, hidden});
        for (int layer = 0; layer < layers; layer++) {
            String prefix = "model.layers." + layer + ".";
            shapes.put(prefix + "input_layernorm.weight", new int[] {hidden});
            for (String name : new String[] {"q", "k", "v", "o"}) {
                shapes.put(prefix + "self_attn." + name + "_proj.weight", new int[] {hidden, hidden});
            }
            shapes.put(prefix + "post_attention_layernorm.weight", new int[] {hidden});
            shapes.put(prefix + "mlp.gate_proj.weight", new int[] {4 * hidden, hidden});
            shapes.put(prefix + "mlp.up_proj.weight", new int[] {4 * hidden, hidden});
            shapes.put(prefix + "mlp.down_proj.weight", new int[] {hidden, 4 * hidden});
        }
        shapes.put("model.norm.weight", new int[] {hidden});
        return shapes;
    }

    /** Matrices are normal, norms one, as usual at a start from nothing. */
    private static byte[] weights(Map<String, int[]> shapes, Random random) {
        ObjectNode header = JsonNodeFactory.instance.objectNode();
        int bytes = 0;
        for (Map.Entry<String, int[]> entry : shapes.entrySet()) {
            int size = size(entry.getValue()) * Float.BYTES;
            ObjectNode tensor = header.putObject(entry.getKey()).put("dtype", "F32");
            for (int dimension : entry.getValue()) {
                tensor.withArray("shape").add(dimension);
            }
            tensor.putArray("data_offsets").add(bytes).add(bytes + size);
            bytes += size;
        }
        StringBuilder padded = new StringBuilder(JsonMapper.shared().writeValueAsString(header));
        while (padded.length() % Long.BYTES != 0) {
            padded.append(' ');
        }
        byte[] head = padded.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(Long.BYTES + head.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(head.length).put(head);
        for (int[] shape : shapes.values()) {
            for (int i = 0; i < size(shape); i++) {
                file.putFloat(shape.length == 1 ? 1 : (float) (DEVIATION * random.nextGaussian()));
            }
        }
        return file.array();
    }

    private static int size(int[] shape) {
        int size = 1;
        for (int dimension : shape) {
            size *= dimension;
        }
        return size;
    }

    private String config() {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.putArray("architectures").add("LlamaForCausalLM");
        config.put("model_type", "llama")
                .put("hidden_act", "silu")
                .put("hidden_size", hidden)
                .put("intermediate_size", 4 * hidden)
                .put("num_hidden_layers", layers)
                .put("num_attention_heads", hidden / HEAD)
                .put("num_key_value_heads", hidden / HEAD)
                .put("head_dim", HEAD)
                .put("vocab_size", vocabulary)
                .put("max_position_embeddings", CONTEXT)
                .put("rms_norm_eps", 1e-5)
                .put("rope_theta", 10000.0)
                .put("tie_word_embeddings", true)
                .put("eos_token_id", endToken)
                .put("bos_token_id", endToken)
                .put("torch_dtype", "float32");
        return JsonMapper.shared().writeValueAsString(config);
    }
}
