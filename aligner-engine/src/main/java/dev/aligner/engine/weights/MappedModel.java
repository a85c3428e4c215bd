package dev.aligner.engine.weights;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/** A model whose tensors were found and checked; {@code byName} by their Hugging Face names. */
record MappedModel(ModelConfig config, TokenizerSource tokenizer, WeightFiles weights, Map<String, StoredTensor> byName)
        implements ModelFiles {

    @Override
    public StoredWeights stored() {
        return StoredWeights.of(weights, byName.values());
    }

    @Override
    public Set<String> tensors() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    @Override
    public String embedding() {
        return ExpectedTensors.of(config).embedding();
    }

    @Override
    public long[] shape(String tensor) {
        return find(tensor).shape().clone();
    }

    @Override
    public void read(String tensor, long fromRow, long rows, ByteBuffer target) {
        find(tensor).read(fromRow, rows, target);
    }

    private StoredTensor find(String name) {
        StoredTensor tensor = byName.get(name);
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
