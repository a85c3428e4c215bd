package dev.aligner.engine.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        var failures = new Failures();
        Optional<TokenizerSource> tokenizer = failures.attempt(() -> HuggingFaceTokenizer.read(folder));
        Optional<Opened> opened =
                failures.attempt(() -> config(folder)).flatMap(config -> failures.attempt(() -> open(folder, config)));
        try {
            failures.throwIfAny();
        } catch (RuntimeException e) {
            opened.ifPresent(each -> each.weights.close());
            throw e;
        }
        Opened model = opened.orElseThrow();
        return new MappedModel(model.config, tokenizer.orElseThrow(), model.weights, model.tensors);
    }

    private record Opened(ModelConfig config, WeightFiles weights, Map<String, StoredTensor> tensors) {}

    private static ModelConfig config(Path folder) {
        return HuggingFaceT5Config.isIn(folder) ? HuggingFaceT5Config.read(folder) : HuggingFaceConfig.read(folder);
    }

    private static Opened open(Path folder, ModelConfig config) {
        if (isSharded(folder)) {
            return openShards(folder, config);
        }
        Path file = folder.resolve(WEIGHTS);
        if (!Files.exists(file)) {
            throw Problems.fatal(file, "missing (expected: this file, or shards and " + ShardIndex.FILE + ")");
        }
        WeightFile weights = WeightFile.open(file);
        try {
            var problems = new Problems(file);
            Map<String, StoredTensor> found = SafetensorsHeader.read(weights, problems);
            return new Opened(
                    config, WeightFiles.of(weights), tensors(config, TextPart.isIn(folder), found, Set.of(), problems));
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    private static Opened openShards(Path folder, ModelConfig config) {
        var problems = new Problems(folder.resolve(ShardIndex.FILE));
        ShardIndex index = ShardIndex.read(folder, problems);
        problems.throwIfAny();
        SafetensorsShards shards = SafetensorsShards.open(folder, index, problems);
        try {
            return new Opened(
                    config,
                    new WeightFiles(shards.files()),
                    tensors(config, TextPart.isIn(folder), shards.tensors(), shards.unsettled(), problems));
        } catch (RuntimeException e) {
            WeightFiles.closeAll(shards.files());
            throw e;
        }
    }

    /**
     * @param part whether the model is part of what the files hold
     * @param unsettled names of which the problems tell already
     */
    private static Map<String, StoredTensor> tensors(
            ModelConfig config,
            boolean part,
            Map<String, StoredTensor> found,
            Set<String> unsettled,
            Problems problems) {
        ExpectedTensors expected = ExpectedTensors.of(config);
        UnaryOperator<String> fileName = part ? TextPart.names(found.keySet()) : UnaryOperator.identity();
        Set<String> spare = Stream.concat(expected.copies().stream(), expected.leftOver().stream())
                .map(fileName)
                .collect(Collectors.toSet());
        Map<String, long[]> shapes = new LinkedHashMap<>(expected.shapes());
        shapes.keySet()
                .removeIf(name -> unsettled.contains(fileName.apply(name)) && !found.containsKey(fileName.apply(name)));
        Map<String, StoredTensor> matched = DecoderTensors.match(
                shapes,
                found,
                fileName,
                name -> SafetensorsHeader.isIgnorable(name)
                        || spare.contains(name)
                        || (part && TextPart.isOfTheEye(name)),
                problems);
        problems.throwIfAny();
        StoredTensor embedding = matched.get(expected.embedding());
        for (String name : expected.copies()) {
            StoredTensor copy = found.get(fileName.apply(name));
            if (copy != null) {
                checkCopy(copy, embedding, problems);
            }
        }
        problems.throwIfAny();
        return matched;
    }

    /**
     * Some exporters write a shared embedding all the same. One that is no copy is refused: transformers 4 takes the
     * embedding in its place and transformers 5 takes it, so nobody can say which model this is.
     */
    private static void checkCopy(StoredTensor tensor, @Nullable StoredTensor embedding, Problems problems) {
        boolean copy = embedding != null
                && Arrays.equals(tensor.shape(), embedding.shape())
                && tensor.type() == embedding.type()
                && WeightFile.sameBytes(tensor, embedding);
        if (!copy) {
            problems.add(tensor.name() + ": " + tensor.type() + " " + Arrays.toString(tensor.shape())
                    + ", no copy of the embedding (expected: one, or none; a head of its own goes with "
                    + HuggingFaceConfig.TIED + " false)");
        }
    }
}
