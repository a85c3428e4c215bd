package dev.aligner.engine.weights;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;

/**
 * An opened model: its shape, its tensors by their Hugging Face names ({@code model.layers.0.self_attn.q_proj.weight}),
 * and what its tokenizer is made from. Everything was checked when it was opened: names, shapes, dtypes and offsets
 * agree, so that reading cannot fail for what the files say.
 */
public interface ModelFiles extends AutoCloseable {

    /**
     * Opens a {@code *.gguf} file, a folder that holds exactly one, or a folder with {@code config.json}, {@code
     * tokenizer.json} and {@code model.safetensors}, or in its place {@code model.safetensors.index.json} with the shards
     * that it names. The files must not be changed while they are open.
     *
     * @throws AlignerException with {@link ErrorCode#MODEL_FILE} where the path is
     *     neither, or the files are broken, disagree, or are of a kind that is not supported
     */
    static ModelFiles open(Path path) {
        return ModelPath.open(path);
    }

    /**
     * Opens a model as {@link #open(Path)} does, and a folder with a LoRA adapter that PEFT saved for it ({@code
     * adapter_config.json}, {@code adapter_model.safetensors}). What is read is the model with the adapter merged in.
     *
     * @throws AlignerException with {@link ErrorCode#MODEL_FILE} also where the
     *     adapter is broken, does not belong to such a model, or is of a kind that is not supported
     */
    static ModelFiles open(Path path, Path adapter) {
        ModelFiles model = open(path);
        try {
            return new AdaptedModel(model, LoraAdapter.open(adapter, model.decoder()));
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    ModelConfig config();

    /**
     * The config of a decoder-only model.
     *
     * @throws AlignerException with {@link ErrorCode#MODEL_FILE} where it is of
     *     another kind
     */
    default DecoderConfig decoder() {
        if (config() instanceof DecoderConfig decoder) {
            return decoder;
        }
        throw AlignerException.of(
                ErrorCode.MODEL_FILE, "model: of family " + config().family() + " (expected: a decoder-only one)");
    }

    /** How the weights lie on the disk; without an adapter's. */
    StoredWeights stored();

    /** Names of all tensors. */
    Set<String> tensors();

    /** Which of them is the embedding. */
    String embedding();

    /** Shape of a tensor in the Hugging Face layout, for example {@code [heads * headDim, hidden]}. */
    long[] shape(String tensor);

    /**
     * Fills {@code target} with a tensor as float32 in native byte order, row-major, in the Hugging Face layout (a
     * GGUF's permuted q and k are put back), dequantised where the file holds less.
     *
     * @param target room for exactly the tensor, from its position on; native memory, so that no copy of the weights
     *     passes through the Java heap
     */
    default void read(String tensor, ByteBuffer target) {
        long[] shape = shape(tensor);
        read(tensor, 0, shape.length == 0 ? 1 : shape[0], target);
    }

    /**
     * Reads a run of a tensor's rows, as {@link #read(String, ByteBuffer)} reads all of them: a matrix beyond the 2 GiB
     * that a buffer counts is read in parts, and so is one that need not be in memory as a whole. The rows of a vector
     * are its elements.
     *
     * @param target room for exactly these rows
     */
    void read(String tensor, long fromRow, long rows, ByteBuffer target);

    TokenizerSource tokenizer();

    /** SHA-256 of the weights' bytes, an adapter's included, lower-case hex; read once, on the first call. */
    String digest();

    /** The same without an adapter's. */
    default String baseDigest() {
        return digest();
    }

    @Override
    void close();
}
