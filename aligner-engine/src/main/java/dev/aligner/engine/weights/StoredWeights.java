package dev.aligner.engine.weights;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a model's weights lie on the disk.
 *
 * @param format {@code safetensors} or {@code GGUF}
 * @param files how many
 * @param bytes of all files
 * @param elements how many there are of each type, by the type's name ({@code BF16}, {@code Q4_K})
 */
public record StoredWeights(String format, int files, long bytes, SortedMap<String, Long> elements) {
    public StoredWeights {
        elements = new TreeMap<>(elements);
    }

    static StoredWeights of(WeightFiles weights, Iterable<StoredTensor> tensors) {
        SortedMap<String, Long> elements = new TreeMap<>();
        tensors.forEach(tensor -> elements.merge(tensor.type().name(), tensor.elements(), Long::sum));
        boolean gguf = ModelPath.isGguf(weights.files().get(0).path());
        return new StoredWeights(
                gguf ? "GGUF" : "safetensors",
                weights.files().size(),
                weights.files().stream().mapToLong(WeightFile::size).sum(),
                elements);
    }
}
