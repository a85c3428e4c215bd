package dev.aligner.engine.weights;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Vectors that are added to the residual stream behind layers, as a safetensors file has them: a tensor {@code layers.N}
 * of {@code [width]} for each layer of a band, in F32, F16 or BF16. Others in the file are left alone.
 *
 * @param layers by layer, each {@code [width]}; empty where nothing is added
 */
public record ControlVectors(List<float[]> layers) {
    private static final float[] NOTHING = {};

    public ControlVectors {
        layers = List.copyOf(layers);
    }

    /** The name of a layer's tensor. */
    public static String name(int layer) {
        return "layers." + layer;
    }

    /**
     * Reads those of a band.
     *
     * @param from the first layer, from 0
     * @param to the last
     * @throws AlignerException MODEL_FILE where the file is missing or broken, or a vector of the band is missing or does
     *     not fit the model
     */
    public static ControlVectors read(Path file, int from, int to, DecoderConfig model) {
        if (from < 0 || from > to || to >= model.layers()) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FILE,
                    file + ": layers " + from + " to " + to + " (expected: of 0 to " + (model.layers() - 1) + ")");
        }
        if (!Files.exists(file)) {
            throw Problems.fatal(file, "missing (expected: control vectors in safetensors)");
        }
        Problems problems = new Problems(file);
        try (WeightFile weights = WeightFile.open(file)) {
            Map<String, StoredTensor> found = SafetensorsHeader.read(weights, problems);
            problems.throwIfAny();
            List<float[]> layers = new ArrayList<>();
            for (int layer = 0; layer < model.layers(); layer++) {
                layers.add(layer < from || layer > to ? NOTHING : vector(file, found, layer, model.hidden()));
            }
            return new ControlVectors(layers);
        }
    }

    private static float[] vector(Path file, Map<String, StoredTensor> found, int layer, int width) {
        StoredTensor tensor = found.get(name(layer));
        if (tensor == null || tensor.shape().length != 1 || tensor.shape()[0] != width) {
            throw Problems.fatal(
                    file,
                    name(layer) + ": " + (tensor == null ? "missing" : "of another shape") + " (expected: [" + width
                            + "])");
        }
        ByteBuffer bytes = ByteBuffer.allocate(width * Float.BYTES).order(ByteOrder.nativeOrder());
        tensor.read(0, tensor.rows(), bytes);
        float[] vector = new float[width];
        bytes.asFloatBuffer().get(vector);
        return vector;
    }
}
