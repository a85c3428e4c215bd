package dev.aligner.engine.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A Hugging Face folder with one safetensors file. */
final class SafetensorsModel {
    static final String WEIGHTS = "model.safetensors";

    private SafetensorsModel() {}

    static ModelFiles open(Path folder) {
        LlamaConfig config = HuggingFaceConfig.read(folder);
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

    private static Map<String, StoredTensor> tensors(LlamaConfig config, WeightFile weights) {
        var problems = new Problems(weights.path());
        Map<String, StoredTensor> found = SafetensorsHeader.read(weights, problems);
        Map<String, StoredTensor> matched =
                LlamaTensors.match(config, found, UnaryOperator.identity(), SafetensorsHeader::isIgnorable, problems);
        problems.throwIfAny();
        return matched;
    }
}
