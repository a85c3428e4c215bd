package dev.aligner.engine.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A Hugging Face folder with one safetensors file. */
final class SafetensorsModel {
    static final String WEIGHTS = "model.safetensors";

    private SafetensorsModel() {}

    static ModelFiles open(Path folder) {
        ModelConfig config =
                HuggingFaceT5Config.isIn(folder) ? HuggingFaceT5Config.read(folder) : HuggingFaceConfig.read(folder);
        Path file = folder.resolve(WEIGHTS);
        if (!Files.exists(file)) {
            boolean sharded = Files.exists(folder.resolve(WEIGHTS + ".index.json"));
            throw Problems.fatal(file, (sharded ? "split into shards" : "missing") + " (expected: one file)");
        }
        TokenizerSource tokenizer = HuggingFaceTokenizer.read(folder);
        WeightFile weights = WeightFile.open(file);
        try {
            return new MappedModel(config, tokenizer, weights, tensors(config, weights));
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    private static Map<String, StoredTensor> tensors(ModelConfig config, WeightFile weights) {
        var problems = new Problems(weights.path());
        ExpectedTensors expected = ExpectedTensors.of(config);
        Map<String, StoredTensor> found = SafetensorsHeader.read(weights, problems);
        Map<String, StoredTensor> matched = DecoderTensors.match(
                expected.shapes(),
                found,
                UnaryOperator.identity(),
                name -> SafetensorsHeader.isIgnorable(name) || expected.ignores(name),
                problems);
        problems.throwIfAny();
        StoredTensor embedding = matched.get(expected.embedding());
        for (String name : expected.copies()) {
            StoredTensor copy = found.get(name);
            if (copy != null) {
                checkCopy(copy, embedding, weights, problems);
            }
        }
        problems.throwIfAny();
        return matched;
    }

    /**
     * Some exporters write a shared embedding all the same. One that is no copy is refused: transformers 4 takes the
     * embedding in its place and transformers 5 takes it, so nobody can say which model this is.
     */
    private static void checkCopy(
            StoredTensor tensor, @Nullable StoredTensor embedding, WeightFile weights, Problems problems) {
        boolean copy = embedding != null
                && Arrays.equals(tensor.shape(), embedding.shape())
                && tensor.type() == embedding.type()
                && weights.map(tensor.offset(), tensor.bytes())
                        .equals(weights.map(embedding.offset(), embedding.bytes()));
        if (!copy) {
            problems.add(tensor.name() + ": " + tensor.type() + " " + Arrays.toString(tensor.shape())
                    + ", no copy of the embedding (expected: one, or none; a head of its own goes with "
                    + HuggingFaceConfig.TIED + " false)");
        }
    }
}
