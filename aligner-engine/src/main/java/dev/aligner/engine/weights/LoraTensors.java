package dev.aligner.engine.weights;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * What an adapter's file must hold for a model by its config, found and checked; all by the Hugging Face names of the
 * weights that it changes.
 *
 * @param pairs of matrices that are added
 * @param saved weights and biases that take the place of the model's
 * @param unties whether the model's head, until then its embedding, becomes a weight of its own
 */
record LoraTensors(Map<String, Pair> pairs, Map<String, StoredTensor> saved, boolean unties) {
    private static final String PREFIX = "base_model.model.";
    private static final String WEIGHT = ".weight";

    /** The matrices A and B of scale * B A; of an embedding, whose rows are looked up, those of scale * (B A)^T. */
    record Pair(StoredTensor down, StoredTensor up, float scale) {}

    static LoraTensors match(LoraConfig config, DecoderConfig model, WeightFile file) {
        var problems = new Problems(file.path());
        Plan plan = new Plan(config, model.tiedHead());
        DecoderTensors.expected(model.withTiedHead(false)).forEach(plan::add);
        Map<String, StoredTensor> found = DecoderTensors.match(
                plan.expected,
                SafetensorsHeader.read(file, problems),
                UnaryOperator.identity(),
                name -> false,
                problems);
        if (plan.pairs.isEmpty() && plan.saved.isEmpty()) {
            problems.add("target_modules of " + LoraConfig.FILE
                    + ": none is in the model (expected: linear layers, for example q_proj)");
        }
        problems.throwIfAny();
        return plan.of(found);
    }

    /** The changed weights that more than the matrices of linear layers change, with the model's own names. */
    Set<String> beyondMatrices() {
        Set<String> names = new TreeSet<>(saved.keySet());
        for (String name : pairs.keySet()) {
            if (name.equals(DecoderTensors.EMBEDDING) || (unties && name.equals(DecoderTensors.HEAD))) {
                names.add(name);
            }
        }
        return names;
    }

    private static final class Plan {
        private final LoraConfig config;
        private final boolean tied;
        /** By the names in the file. */
        private final Map<String, long[]> expected = new LinkedHashMap<>();

        private final Map<String, Names> pairs = new LinkedHashMap<>();
        private final Map<String, String> saved = new LinkedHashMap<>();

        private record Names(String down, String up, float scale) {}

        Plan(LoraConfig config, boolean tied) {
            this.config = config;
            this.tied = tied;
        }

        void add(String name, long[] shape) {
            String module = name.substring(0, name.lastIndexOf('.'));
            boolean withEmbedding = tied && config.keepsHeadTied() && saved.containsKey(DecoderTensors.EMBEDDING);
            if (config.savesWhole(module) || (withEmbedding && name.equals(DecoderTensors.HEAD))) {
                saved.put(name, PREFIX + name);
                expected.put(PREFIX + name, shape);
            } else if (shape.length == 2 && config.targets().test(module)) {
                // an embedding is looked up, not multiplied: PEFT keeps it under other names, and transposed
                boolean embedding = name.equals(DecoderTensors.EMBEDDING);
                Names pair = new Names(
                        PREFIX + module + (embedding ? ".lora_embedding_A" : ".lora_A" + WEIGHT),
                        PREFIX + module + (embedding ? ".lora_embedding_B" : ".lora_B" + WEIGHT),
                        (float) config.scaleOf(module));
                long rank = config.rankOf(module);
                pairs.put(name, pair);
                expected.put(pair.down, new long[] {rank, shape[embedding ? 0 : 1]});
                expected.put(pair.up, new long[] {shape[embedding ? 1 : 0], rank});
            }
        }

        LoraTensors of(Map<String, StoredTensor> found) {
            Map<String, Pair> matchedPairs = new LinkedHashMap<>();
            pairs.forEach((name, pair) ->
                    matchedPairs.put(name, new Pair(matched(pair.down, found), matched(pair.up, found), pair.scale)));
            Map<String, StoredTensor> matchedSaved = new HashMap<>();
            saved.forEach((name, stored) -> matchedSaved.put(name, matched(stored, found)));
            boolean unties = tied
                    && Set.of(DecoderTensors.EMBEDDING, DecoderTensors.HEAD).stream()
                            .anyMatch(name -> pairs.containsKey(name) || saved.containsKey(name));
            return new LoraTensors(matchedPairs, matchedSaved, unties);
        }

        private static StoredTensor matched(String name, Map<String, StoredTensor> found) {
            return Objects.requireNonNull(found.get(name), name);
        }
    }
}
