package dev.aligner.trainer.model;

import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.objective.Objective;
import java.nio.file.Path;
import java.util.List;

/**
 * A causal language model with parameters to train, their gradient and the optimiser's state. All parameters lie in one
 * float32 vector. Owned by one thread: every call, {@link #close} included, comes from the thread that opened it, and at
 * most one gradient is computed at a time in a process.
 *
 * <p>A step is one or more calls of {@link #backward}, whose gradients add up, and one of {@link #step}.
 */
public interface TrainingModel extends AutoCloseable {

    /**
     * Loads a model. The files are needed no longer afterwards.
     *
     * @throws dev.aligner.core.AlignerException where the files cannot be read
     */
    static TrainingModel open(ModelFiles files, Trainable trainable, TrainingOptions options) {
        return TorchTrainingModel.open(files, trainable, options);
    }

    /** How many numbers are trained. */
    long parameters();

    /**
     * Log-probabilities of the examples' targets under the trained parameters, without gradient: {@code [example][target
     * token]}. The examples are computed as one batch.
     */
    double[][] score(List<Example> examples);

    /** As {@link #score(List)}, under a reference's parameters. */
    double[][] score(List<Example> examples, Reference reference);

    /**
     * Computes the objective over one batch and adds its gradient to what was there.
     *
     * @param fusion lambda of IFT's temporal residual connection (arXiv 2405.11870): the share of the model's own greedy
     *     guess in the embeddings of target tokens, which costs a pass more; 0 for none
     * @return the loss; where it or its gradient is not finite, nothing was added
     */
    double backward(List<Example> examples, Objective objective, double fusion);

    /**
     * Changes the parameters by the gradient, which is zero afterwards. A gradient that is not finite changes nothing.
     *
     * @param clip the largest norm that the whole gradient keeps; {@link Double#POSITIVE_INFINITY} for any
     * @return the gradient's norm before clipping, perhaps not finite
     */
    double step(Optimiser optimiser, double learningRate, double clip);

    /** A reference model: the trained parameters as they are now. The caller closes it, or it goes with the model. */
    Reference reference();

    /** The trained parameters, {@code [parameters]}. */
    float[] values();

    /**
     * Writes parameters, optimiser state and step count, enough to go on from bit for bit, and forces them to the disk.
     * Not between {@link #backward} and {@link #step}: a gradient is not saved.
     *
     * @param file is replaced
     */
    void save(Path file);

    /**
     * Takes back what {@link #save} wrote.
     *
     * @throws dev.aligner.core.AlignerException where the file is not of this model; nothing has changed then
     */
    void restore(Path file);

    /**
     * Writes what was trained as others read it, into a directory that is made if need be: an adapter as PEFT writes it
     * ({@code adapter_config.json}, {@code adapter_model.safetensors}), or a whole model as a Hugging Face directory.
     */
    void export(Path directory, WeightType type);

    @Override
    void close();
}
