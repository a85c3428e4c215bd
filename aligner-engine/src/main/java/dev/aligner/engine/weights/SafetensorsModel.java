package dev.aligner.engine.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A Hugging Face folder with one safetensors file, or with an index of several. */
final class SafetensorsModel {
    static final String WEIGHTS = "model.safetensors";

    private SafetensorsModel() {}

    /** As transformers, which looks for shards only where the one file is not. */
    static boolean isSharded(Path folder) {
        return !Files.exists(folder.resolve(WEIGHTS)) && Files.exists(folder.resolve(ShardIndex.FILE));
    }

    static ModelFiles open(Path folder) {
        DecoderConfig config = HuggingFaceConfig.read(folder);
        Path file = folder.resolve(WEIGHTS);
        boolean sharded = isSharded(folder);
        if (!sharded && !Files.exists(file)) {
            throw Problems.fatal(file, "missing (expected: this file, or shards and " + ShardIndex.FILE + ")");
        }
        TokenizerSource tokenizer = HuggingFaceTokenizer.read(folder);
        return sharded ? openShards(folder, config, tokenizer) : openFile(file, config, tokenizer);
    }

    private static ModelFiles openFile(Path file, DecoderConfig config, TokenizerSource tokenizer) {
        WeightFile weights = WeightFile.open(file);
        try {
            var problems = new Problems(weights.path());
            Map<String, StoredTensor> found = SafetensorsHeader.read(weights, problems);
            return new MappedModel(
                    config, tokenizer, WeightFiles.of(weights), tensors(config, found, Set.of(), problems));
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    private static ModelFiles openShards(Path folder, DecoderConfig config, TokenizerSource tokenizer) {
        var problems = new Problems(folder.resolve(ShardIndex.FILE));
        ShardIndex index = ShardIndex.read(folder, problems);
        problems.throwIfAny();
        SafetensorsShards shards = SafetensorsShards.open(folder, index, problems);
        try {
            return new MappedModel(
                    config,
                    tokenizer,
                    new WeightFiles(shards.files()),
                    tensors(config, shards.tensors(), shards.unsettled(), problems));
        } catch (RuntimeException e) {
            WeightFiles.closeAll(shards.files());
            throw e;
        }
    }

    /** @param unsettled names of which the problems tell already */
    private static Map<String, StoredTensor> tensors(
            DecoderConfig config, Map<String, StoredTensor> found, Set<String> unsettled, Problems problems) {
        Map<String, long[]> expected = new LinkedHashMap<>(DecoderTensors.expected(config));
        expected.keySet().removeIf(name -> unsettled.contains(name) && !found.containsKey(name));
        Map<String, StoredTensor> matched = DecoderTensors.match(
                expected,
                found,
                UnaryOperator.identity(),
                name -> SafetensorsHeader.isIgnorable(name) || (config.tiedHead() && name.equals(DecoderTensors.HEAD)),
                problems);
        problems.throwIfAny();
        StoredTensor head = found.get(DecoderTensors.HEAD);
        if (config.tiedHead() && head != null) {
            checkCopy(head, matched.get(DecoderTensors.EMBEDDING), problems);
            problems.throwIfAny();
        }
        return matched;
    }

    /**
     * Some exporters write a tied head all the same. One that is no copy is refused: transformers 4 takes the embedding
     * in its place and transformers 5 takes it, so nobody can say which model this is.
     */
    private static void checkCopy(StoredTensor head, @Nullable StoredTensor embedding, Problems problems) {
        boolean copy = embedding != null
                && Arrays.equals(head.shape(), embedding.shape())
                && head.type() == embedding.type()
                && WeightFile.sameBytes(head, embedding);
        if (!copy) {
            problems.add(head.name() + ": " + head.type() + " " + Arrays.toString(head.shape())
                    + ", no copy of the embedding (expected: one, or none, where " + HuggingFaceConfig.TIED
                    + " is true)");
        }
    }
}
