package dev.aligner.engine.weights;

import java.util.Map;
import java.util.Set;

/**
 * What a file of weights must hold and may hold.
 *
 * @param shapes Hugging Face names to shapes, rows first; all must be there
 * @param embedding which of them is the embedding
 * @param copies names that may be there, if they repeat the embedding: some exporters write a shared tensor twice
 * @param leftOver names that may be there and mean nothing
 */
record ExpectedTensors(Map<String, long[]> shapes, String embedding, Set<String> copies, Set<String> leftOver) {

    static ExpectedTensors of(ModelConfig config) {
        if (config instanceof T5Config t5) {
            return T5Tensors.expected(t5);
        }
        DecoderConfig decoder = (DecoderConfig) config;
        return new ExpectedTensors(
                DecoderTensors.expected(decoder),
                DecoderTensors.EMBEDDING,
                decoder.tiedHead() ? Set.of(DecoderTensors.HEAD) : Set.of(),
                Set.of());
    }
}
