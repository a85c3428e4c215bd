package dev.aligner.engine.weights;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/** A model into which an adapter is merged while it is read, in float32, whatever the model's own format is. */
record AdaptedModel(ModelFiles base, LoraAdapter adapter) implements ModelFiles {
    @Override
    public ModelConfig config() {
        return adapter.merged(base.decoder());
    }

    @Override
    public StoredWeights stored() {
        return base.stored();
    }

    @Override
    public Set<String> tensors() {
        return DecoderTensors.expected(decoder()).keySet();
    }

    @Override
    public String embedding() {
        return base.embedding();
    }

    @Override
    public long[] shape(String tensor) {
        return base.shape(inBase(tensor));
    }

    @Override
    public void read(String tensor, long fromRow, long rows, ByteBuffer target) {
        Optional<StoredTensor> saved = adapter.saved(tensor);
        if (saved.isPresent()) {
            saved.get().read(fromRow, rows, target);
            return;
        }
        base.read(inBase(tensor), fromRow, rows, target);
        adapter.addTo(tensor, fromRow, rows, target);
    }

    /** Of a base whose head is its embedding, only one of them may be changed. */
    private String inBase(String tensor) {
        return tensor.equals(DecoderTensors.HEAD) && base.decoder().tiedHead() ? base.embedding() : tensor;
    }

    @Override
    public TokenizerSource tokenizer() {
        return base.tokenizer();
    }

    /** Of the digests of the model's weights, the adapter's weights and the adapter's config, a space between them. */
    @Override
    public String digest() {
        return adapter.digestOn(base.digest());
    }

    @Override
    public String baseDigest() {
        return base.digest();
    }

    @Override
    public void close() {
        try {
            adapter.close();
        } finally {
            base.close();
        }
    }
}
