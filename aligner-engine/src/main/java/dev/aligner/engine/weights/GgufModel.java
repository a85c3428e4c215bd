package dev.aligner.engine.weights;

import java.nio.file.Path;
import java.util.Map;

/** A GGUF file of architecture llama. */
final class GgufModel {
    private GgufModel() {}

    static ModelFiles open(Path file) {
        WeightFile weights = WeightFile.open(file);
        try {
            return open(weights);
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    private static ModelFiles open(WeightFile weights) {
        var problems = new Problems(weights.path());
        GgufHead head = GgufHead.read(weights, problems);
        TokenizerSource.Gguf tokenizer = GgufTokenizer.read(head.metadata(), problems);
        DecoderConfig config = GgufConfig.read(head, tokenizer.tokens().size(), problems);
        // what tensors are expected follows from the config
        problems.throwIfAny();
        head.unreadable().forEach(problems::add);
        Map<String, StoredTensor> tensors = DecoderTensors.match(
                DecoderTensors.expected(config), head.tensors(), GgufNames::of, name -> false, problems);
        problems.throwIfAny();
        var rows = new RotaryRows(config.headDim());
        tensors.replaceAll((name, tensor) -> GgufNames.isRotary(tensor.name()) ? tensor.reordered(rows) : tensor);
        return new MappedModel(config, tokenizer, WeightFiles.of(weights), tensors);
    }
}
