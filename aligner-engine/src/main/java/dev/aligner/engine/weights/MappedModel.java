package dev.aligner.engine.weights;

import java.nio.ByteBuffer;
import java.util.Map;

/** A model whose tensors were found and checked; {@code tensors} by their Hugging Face names. */
record MappedModel(
        ModelConfig config, TokenizerSource tokenizer, WeightFiles weights, Map<String, StoredTensor> tensors)
        implements ModelFiles {

    @Override
    public long[] shape(String tensor) {
        return find(tensor).shape().clone();
    }

    @Override
    public void read(String tensor, long fromRow, long rows, ByteBuffer target) {
        find(tensor).read(fromRow, rows, target);
    }

    private StoredTensor find(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("tensor: " + name + " (expected: one that the model's config implies)");
        }
        return tensor;
    }

    @Override
    public String digest() {
        return weights.digest();
    }

    @Override
    public void close() {
        weights.close();
    }
}
