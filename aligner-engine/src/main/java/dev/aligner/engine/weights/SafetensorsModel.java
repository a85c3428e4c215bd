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
        DecoderConfig config = HuggingFaceConfig.read(folder);
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

    private static Map<String, StoredTensor> tensors(DecoderConfig config, WeightFile weights) {
        var problems = new Problems(weights.path());
        Map<String, StoredTensor> found = SafetensorsHeader.read(weights, problems);
        Map<String, StoredTensor> matched = DecoderTensors.match(
                DecoderTensors.expected(config),
                found,
                UnaryOperator.identity(),
                name -> SafetensorsHeader.isIgnorable(name) || (config.tiedHead() && name.equals(DecoderTensors.HEAD)),
                problems);
        problems.throwIfAny();
        StoredTensor head = found.get(DecoderTensors.HEAD);
        if (config.tiedHead() && head != null) {
            checkCopy(head, matched.get(DecoderTensors.EMBEDDING), weights, problems);
            problems.throwIfAny();
        }
        return matched;
    }

    /**
     * Some exporters write a tied head all the same. One that is no copy is refused: transformers 4 takes the embedding
     * in its place and transformers 5 takes it, so nobody can say which model this is.
     */
    private static void checkCopy(
            StoredTensor head, @Nullable StoredTensor embedding, WeightFile weights, Problems problems) {
        boolean copy = embedding != null
                && Arrays.equals(head.shape(), embedding.shape())
                && head.type() == embedding.type()
                && weights.map(head.offset(), head.bytes()).equals(weights.map(embedding.offset(), embedding.bytes()));
        if (!copy) {
            problems.add(head.name() + ": " + head.type() + " " + Arrays.toString(head.shape())
                    + ", no copy of the embedding (expected: one, or none, where " + HuggingFaceConfig.TIED
                    + " is true)");
        }
    }
}
