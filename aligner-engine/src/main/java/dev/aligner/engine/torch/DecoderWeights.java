package dev.aligner.engine.torch;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.weights.Biases;
import dev.aligner.engine.weights.DecoderConfig;
import dev.aligner.engine.weights.ModelFiles;
import java.util.List;

/** A model's matrices and embedding as {@code decoder.py} takes them. */
final class DecoderWeights implements AutoCloseable {
    private static final String EMBEDDING = "model.embed_tokens";

    private final Handles handles = new Handles();
    private final IValue matrices;
    private final IValue embedding;

    /** @param blockElements of which a matrix is read at once; see {@link MatrixShelf} */
    DecoderWeights(ModelFiles files, Precision precision, Program program, PtNDManager manager, int blockElements) {
        int dtype = Dtype.ofStep(precision);
        DecoderConfig config = files.decoder();
        try (MatrixShelf shelf = new MatrixShelf(files, program, manager, dtype, largest(config), blockElements)) {
            matrices = handles.own(shelf.matrices());
            for (int i = 0; i < config.layers(); i++) {
                addLayer(shelf, config, "model.layers." + i + ".");
            }
            if (config.tiedHead() && precision != Precision.INT8) {
                embedding = handles.own(shelf.matrix(EMBEDDING, dtype));
                shelf.share(embedding);
            } else {
                shelf.add("", config.tiedHead() ? EMBEDDING : "lm_head");
                // an int8 model keeps it in bfloat16: it is only looked up
                embedding = handles.own(shelf.matrix(EMBEDDING, Dtype.ofCache(precision)));
            }
        } catch (RuntimeException | Error e) {
            handles.close();
            throw e;
        }
    }

    private static void addLayer(MatrixShelf shelf, DecoderConfig config, String layer) {
        Biases biases = config.biases();
        shelf.add(biases.qkv(), layer + "self_attn.", config.kind().qkv());
        shelf.add(biases.output(), layer + "self_attn.", List.of("o_proj"));
        shelf.add(biases.mlp(), layer + "mlp.", config.kind().gateUp());
        shelf.add(biases.mlp(), layer + "mlp.", List.of("down_proj"));
    }

    IValue embedding() {
        return embedding;
    }

    IValue matrices() {
        return matrices;
    }

    @Override
    public void close() {
        handles.close();
    }

    /** Elements of the largest matrix, stacked as it will be. */
    private static long largest(DecoderConfig config) {
        long hidden = config.hidden();
        long attention = (long) (config.heads() + 2 * config.kvHeads()) * config.headDim();
        return hidden * Math.max(Math.max(config.vocabulary(), attention), 2L * config.intermediate());
    }
}
