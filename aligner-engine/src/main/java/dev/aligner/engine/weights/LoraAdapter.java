package dev.aligner.engine.weights;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.weights.LoraTensors.Pair;
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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An opened LoRA adapter in PEFT's layout: for each module that it changes a matrix A {@code [rank, in]} and a matrix B
 * {@code [out, rank]}; the module's weight {@code [out, in]} becomes W + scale * B A (Hu et al. 2021). Weights that were
 * trained whole ({@code modules_to_save}) take the place of the model's. Everything was checked when it was opened. Any
 * thread may read.
 */
public final class LoraAdapter implements AutoCloseable {
    static final String WEIGHTS = "adapter_model.safetensors";

    /** Weights that a message names. */
    private static final int NAMED = 3;

    private final WeightFile weights;
    private final String configDigest;
    private final Path folder;
    private final LoraTensors tensors;

    /** By its tensor's name, each A and B. */
    private final Map<String, Stored> factors = new LinkedHashMap<>();

    /**
     * A matrix A or B as the adapter holds it.
     *
     * @param rows of the matrix
     * @param columns of the matrix
     * @param scale of the product B A that it is part of
     */
    public record Factor(long rows, long columns, double scale) {}

    private record Stored(StoredTensor tensor, Factor factor) {}

    private LoraAdapter(WeightFile weights, String configDigest, Path folder, LoraTensors tensors) {
        this.weights = weights;
        this.configDigest = configDigest;
        this.folder = folder;
        this.tensors = tensors;
        for (Pair pair : tensors.pairs().values()) {
            for (StoredTensor each : List.of(pair.down(), pair.up())) {
                factors.put(each.name(), new Stored(each, new Factor(each.shape()[0], each.shape()[1], pair.scale())));
            }
        }
    }

    /**
     * The adapter in a folder, for a model of this shape.
     *
     * @throws AlignerException with {@link ErrorCode#MODEL_FILE} where a file is
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
            return new LoraAdapter(weights, configDigest, folder, LoraTensors.match(config, model, weights));
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

    /** The shape of the model with the adapter merged in: a head that was the embedding may have become another. */
    DecoderConfig merged(DecoderConfig model) {
        return tensors.unties() ? model.withTiedHead(false) : model;
    }

    /** A weight or bias that takes the place of the model's, by its Hugging Face name. */
    Optional<StoredTensor> saved(String tensor) {
        return Optional.ofNullable(tensors.saved().get(tensor));
    }

    /**
     * Checks that the adapter only adds matrices to linear layers: all that can be put beside a model's weights, or
     * trained on.
     *
     * @throws AlignerException with {@link ErrorCode#MODEL_FILE}, naming the weights that it changes in another way
     */
    public void requireMatrices() {
        Set<String> others = tensors.beyondMatrices();
        if (!others.isEmpty()) {
            String first = others.stream().limit(NAMED).collect(Collectors.joining(", "));
            throw Problems.fatal(
                    folder,
                    "the adapter changes " + first
                            + (others.size() > NAMED ? " and " + (others.size() - NAMED) + " more" : "")
                            + " beyond the matrices of linear layers (expected: an adapter without modules_to_save and"
                            + " without embed_tokens or a shared head as target; as it is, it can be merged only)");
        }
    }

    /**
     * Adds what the adapter adds to a weight, in float32; nothing where it leaves the weight alone.
     *
     * @param tensor the weight's Hugging Face name
     * @param fromRow of the weight's rows the first that {@code weight} holds
     * @param weight a run of rows as float32 in native byte order, row-major, from its position to its limit
     */
    void addTo(String tensor, long fromRow, long rows, ByteBuffer weight) {
        @Nullable Pair pair = tensors.pairs().get(tensor);
        if (pair != null) {
            boolean embedding = tensor.equals(DecoderTensors.EMBEDDING);
            int rank = Math.toIntExact(pair.down().rows());
            LowRankSum.add(
                    embedding
                            ? transposed(pair.down(), Math.toIntExact(fromRow), Math.toIntExact(rows))
                            : floats(pair.up(), fromRow, rows),
                    embedding ? transposed(pair.up(), 0, rank) : floats(pair.down()),
                    rank,
                    pair.scale(),
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
        Pair pair = tensors.pairs().get(weight);
        return pair == null ? 0 : Math.toIntExact(pair.down().rows());
    }

    /** What is added to a weight that is not left alone. */
    public Matrices matrices(String weight) {
        Pair pair = Objects.requireNonNull(tensors.pairs().get(weight), weight);
        return new Matrices(floats(pair.down()), floats(pair.up()), pair.scale());
    }

    private static float[] floats(StoredTensor tensor) {
        return floats(tensor, 0, tensor.rows());
    }

    private static float[] floats(StoredTensor tensor, long fromRow, long rows) {
        var floats = new float[Math.toIntExact(rows * tensor.columns())];
        ByteBuffer bytes = ByteBuffer.allocate(floats.length * Float.BYTES).order(ByteOrder.nativeOrder());
        tensor.read(fromRow, rows, bytes);
        bytes.asFloatBuffer().get(floats);
        return floats;
    }

    /** Some columns of a matrix, as the rows of another. */
    private static float[] transposed(StoredTensor tensor, int fromColumn, int columns) {
        float[] matrix = floats(tensor);
        int rows = Math.toIntExact(tensor.rows());
        int width = matrix.length / rows;
        var result = new float[columns * rows];
        for (int column = 0; column < columns; column++) {
            for (int row = 0; row < rows; row++) {
                result[column * rows + row] = matrix[row * width + fromColumn + column];
            }
        }
        return result;
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
