package dev.aligner.engine.torch;

import dev.aligner.engine.model.ComputeDevice;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.weights.DecoderConfig;
import dev.aligner.engine.weights.ModelConfig;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.engine.weights.T5Config;

/**
 * Bytes of native memory that a loaded model takes; what a step needs in passing comes on top.
 *
 * @param weights of the model
 * @param cache once every position of every slot was written
 * @param loading beside the weights, while they are read
 */
public record ModelMemory(long weights, long cache, long loading) {
    /** The scale, the zero and the sum of a row of int8. */
    private static final long ROW_BYTES = 12;

    /** As {@code is_head} in {@code linear_int8.py}. */
    private static final long HEAD_ROWS_PER_COLUMN = 16;

    /**
     * What {@link TorchModels#load} would take.
     *
     * @param slots sequences that the cache holds
     * @param contextTokens positions of each
     */
    public static ModelMemory of(ModelFiles files, Precision precision, int slots, int contextTokens) {
        Precision computed = precision.on(ComputeDevice.CPU);
        long weights = 0;
        long largest = 0;
        for (String tensor : files.tensors()) {
            long[] shape = files.shape(tensor);
            long elements = elements(shape);
            largest = Math.max(largest, elements);
            weights += bytes(files, tensor, shape, elements, computed);
        }
        long positions = (long) slots * contextTokens;
        long cache = positions * cached(files.config()) * (computed == Precision.FLOAT32 ? Float.BYTES : Short.BYTES);
        long scratch = Math.min(largest, MatrixShelf.BLOCK_ELEMENTS) * Float.BYTES;
        // int8: the blocks, the whole of them and what it is packed into
        return new ModelMemory(weights, cache, scratch + (computed == Precision.INT8 ? 2 * largest : 0));
    }

    private static long elements(long[] shape) {
        long elements = 1;
        for (long dimension : shape) {
            elements *= dimension;
        }
        return elements;
    }

    private static long bytes(ModelFiles files, String tensor, long[] shape, long elements, Precision computed) {
        if (computed != Precision.INT8) {
            return elements * (computed == Precision.FLOAT32 ? Float.BYTES : Short.BYTES);
        }
        if (shape.length < 2) {
            return elements * Float.BYTES;
        }
        long packed = elements + shape[0] * ROW_BYTES;
        if (!tensor.equals(files.embedding())) {
            // once more in bfloat16 where that is multiplied, but for a head: see linear_int8.py
            boolean twice = files.config() instanceof DecoderConfig
                    && CpuFeatures.multipliesBfloat16()
                    && shape[0] <= HEAD_ROWS_PER_COLUMN * shape[1];
            return packed + (twice ? elements * Short.BYTES : 0);
        }
        // it is looked up in bfloat16, and a head as well where there is no other
        return elements * Short.BYTES + (tiedHead(files.config()) ? packed : 0);
    }

    private static boolean tiedHead(ModelConfig config) {
        if (config instanceof DecoderConfig decoder) {
            return decoder.tiedHead();
        }
        return config instanceof T5Config t5 && t5.tiedHead();
    }

    /** Numbers kept for each position. */
    private static long cached(ModelConfig config) {
        if (config instanceof DecoderConfig decoder) {
            return 2L * decoder.layers() * decoder.kvHeads() * decoder.headDim();
        }
        // keys and values of the prompt as well as of what was written
        T5Config t5 = (T5Config) config;
        return 4L * t5.decoderLayers() * t5.heads() * t5.headDim();
    }
}
