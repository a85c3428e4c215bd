package dev.aligner.engine.weights;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A GGUF file of an architecture among the decoder families'. */
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
        TokenizerSource tokenizer = GgufTokenizer.read(head.metadata(), problems);
        int tokens = head.metadata()
                .texts()
                .getOrDefault(GgufMetadata.TOKENS, List.of())
                .size();
        DecoderConfig config = GgufConfig.read(head, tokens, problems);
        // what tensors are expected follows from the config
        problems.throwIfAny();
        head.unreadable().forEach(problems::add);
        Map<String, StoredTensor> tensors = DecoderTensors.match(
                DecoderTensors.expected(config),
                head.tensors(),
                name -> GgufNames.of(config, name),
                GgufRope.TENSORS::contains,
                problems);
        problems.throwIfAny();
        var rows = new RotaryRows(config.headDim());
        tensors.replaceAll(
                (name, tensor) -> GgufNames.isRotary(config, tensor.name()) ? tensor.reordered(rows) : tensor);
        return new MappedModel(config, tokenizer, WeightFiles.of(weights), tensors);
    }
}
