package dev.aligner.engine.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An opened LoRA adapter in PEFT's layout: for each module that it changes a matrix A {@code [rank, in]} and a matrix B
 * {@code [out, rank]}; the module's weight {@code [out, in]} becomes W + scale * B A (Hu et al. 2021). Everything was
 * checked when it was opened. Any thread may read.
 */
public final class LoraAdapter implements AutoCloseable {
    static final String WEIGHTS = "adapter_model.safetensors";
    private static final String PREFIX = "base_model.model.";
    private static final String WEIGHT = ".weight";

    private final WeightFile weights;
    private final String configDigest;
    /** By the names of the weights that change. */
    private final Map<String, Pair> pairs;

    /** By its tensor's name, each A and B. */
    private final Map<String, Stored> factors = new LinkedHashMap<>();

    private record Pair(StoredTensor down, StoredTensor up, float scale) {}

    /**
     * A matrix A or B as the adapter holds it.
     *
     * @param rows of the matrix
     * @param columns of the matrix
     * @param scale of the product B A that it is part of
     */
    public record Factor(long rows, long columns, double scale) {}

    private record Stored(StoredTensor tensor, Factor factor) {}

    private LoraAdapter(WeightFile weights, String configDigest, Map<String, Pair> pairs) {
        this.weights = weights;
        this.configDigest = configDigest;
        this.pairs = pairs;
        for (Pair pair : pairs.values()) {
            for (StoredTensor each : List.of(pair.down, pair.up)) {
                factors.put(each.name(), new Stored(each, new Factor(each.shape()[0], each.shape()[1], pair.scale)));
            }
        }
    }

    /**
     * The adapter in a folder, for a model of this shape.
     *
     * @throws dev.aligner.core.AlignerException with {@link dev.aligner.core.ErrorCode#MODEL_FILE} where a file is
     *     missing or broken, the adapter is of a kind that is not supported, or its tensors are not those that its
     *     config implies for such a model
     */
    public static LoraAdapter open(Path folder, DecoderConfig model) {
        Path file = folder.resolve(WEIGHTS);
        if (!Files.exists(file)) {
            throw Problems.fatal(
                    folder, "no " + WEIGHTS + " (expected: a LoRA adapter as PEFT saves it, with safetensors)");
        }
        LoraConfig config = LoraConfig.read(folder);
        String configDigest = configDigest(folder);
        WeightFile weights = WeightFile.open(file);
        try {
            return new LoraAdapter(weights, configDigest, pairs(config, model, weights));
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    private static String configDigest(Path folder) {
        try (WeightFile file = WeightFile.open(folder.resolve(LoraConfig.FILE))) {
            return file.digest();
        }
    }

    private static Map<String, Pair> pairs(LoraConfig config, DecoderConfig model, WeightFile weights) {
        var problems = new Problems(weights.path());
        Map<String, long[]> expected = new LinkedHashMap<>();
        Map<String, String> modules = new LinkedHashMap<>();
        DecoderTensors.expected(model).forEach((name, shape) -> {
            String module = name.substring(0, name.lastIndexOf('.'));
            // an embedding is looked up, not multiplied: PEFT keeps it under other names
            boolean linear = shape.length == 2 && !name.equals(DecoderTensors.EMBEDDING);
            if (linear && config.targets().test(module)) {
                long rank = config.rankOf(module);
                modules.put(name, module);
                expected.put(down(module), new long[] {rank, shape[1]});
                expected.put(up(module), new long[] {shape[0], rank});
            }
        });
        Map<String, StoredTensor> found = DecoderTensors.match(
                expected, SafetensorsHeader.read(weights, problems), UnaryOperator.identity(), name -> false, problems);
        if (modules.isEmpty()) {
            problems.add("target_modules of " + LoraConfig.FILE
                    + ": none is in the model (expected: linear layers, for example q_proj)");
        }
        problems.throwIfAny();
        Map<String, Pair> pairs = new LinkedHashMap<>();
        modules.forEach((name, module) ->
                pairs.put(name, new Pair(matched(down(module), found), matched(up(module), found), (float)
                        config.scaleOf(module))));
        return pairs;
    }

    private static StoredTensor matched(String name, Map<String, StoredTensor> found) {
        return Objects.requireNonNull(found.get(name), name);
    }

    private static String down(String module) {
        return PREFIX + module + ".lora_A" + WEIGHT;
    }

    private static String up(String module) {
        return PREFIX + module + ".lora_B" + WEIGHT;
    }

    /**
     * Adds what the adapter adds to a weight, in float32; nothing where it leaves the weight alone.
     *
     * @param tensor the weight's Hugging Face name
     * @param fromRow of the weight's rows the first that {@code weight} holds
     * @param weight a run of rows as float32 in native byte order, row-major, from its position to its limit
     */
    void addTo(String tensor, long fromRow, long rows, ByteBuffer weight) {
        @Nullable Pair pair = pairs.get(tensor);
        if (pair != null) {
            LowRankSum.add(
                    floats(pair.up, fromRow, rows),
                    floats(pair.down, 0, pair.down.rows()),
                    Math.toIntExact(pair.down.shape()[0]),
                    pair.scale,
                    weight.slice().order(ByteOrder.nativeOrder()).asFloatBuffer());
        }
    }

    /** The matrices A and B by their tensors' names, as PEFT spells them. */
    public Map<String, Factor> factors() {
        return factors.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().factor()));
    }

    /**
     * Reads such a matrix.
     *
     * @param target room for it as float32, row-major, in native byte order
     */
    public void read(String factor, ByteBuffer target) {
        Stored stored = factors.get(factor);
        if (stored == null) {
            throw new IllegalArgumentException("factor: " + factor + " (expected: one of " + factors.keySet() + ")");
        }
        stored.tensor().read(0, stored.tensor().rows(), target);
    }

    /**
     * What is added to a weight W {@code [out, in]}: scale * B A.
     *
     * @param down A, {@code [rank, in]}, row-major
     * @param up B, {@code [out, rank]}, row-major
     */
    public record Matrices(float[] down, float[] up, double scale) {}

    /** The rank of what is added to a weight, by its Hugging Face name; 0 where it is left alone. */
    public int rank(String weight) {
        Pair pair = pairs.get(weight);
        return pair == null ? 0 : Math.toIntExact(pair.down.shape()[0]);
    }

    /** What is added to a weight that is not left alone. */
    public Matrices matrices(String weight) {
        Pair pair = Objects.requireNonNull(pairs.get(weight), weight);
        return new Matrices(floats(pair.down, 0, pair.down.rows()), floats(pair.up, 0, pair.up.rows()), pair.scale);
    }

    private static float[] floats(StoredTensor tensor, long fromRow, long rows) {
        var floats = new float[Math.toIntExact(rows * tensor.columns())];
        ByteBuffer bytes = ByteBuffer.allocate(floats.length * Float.BYTES).order(ByteOrder.nativeOrder());
        tensor.read(fromRow, rows, bytes);
        bytes.asFloatBuffer().get(floats);
        return floats;
    }

    /** SHA-256 of the weights, a space, SHA-256 of the config, lower-case hex. */
    public String digest() {
        return weights.digest() + " " + configDigest;
    }

    /** SHA-256 of the digests of the model's weights, the adapter's weights and its config, a space between them. */
    public String digestOn(String base) {
        byte[] parts = (base + " " + digest()).getBytes(StandardCharsets.US_ASCII);
        return HexFormat.of().formatHex(WeightFile.sha256().digest(parts));
    }

    @Override
    public void close() {
        weights.close();
    }
}
