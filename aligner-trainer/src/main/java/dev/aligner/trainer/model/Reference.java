package dev.aligner.trainer.model;

import java.nio.file.Path;

/**
 * A second set of parameters of the trained model, of the same shape: DPO's start, D2O's moving averages. With LoRA it
 * shares the base model's weights. Owned by the model's thread.
 */
public interface Reference extends AutoCloseable {

    /** Moves towards the trained parameters: {@code reference = decay * reference + (1 - decay) * trained}. */
    void follow(double decay);

    /** Writes the parameters and forces them to the disk. */
    void save(Path file);

    /**
     * Takes back what {@link #save} wrote.
     *
     * @throws dev.aligner.core.AlignerException where the file is not of this model
     */
    void restore(Path file);

    @Override
    void close();
}
