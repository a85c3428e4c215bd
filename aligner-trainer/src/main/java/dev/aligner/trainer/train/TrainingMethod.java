package dev.aligner.trainer.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An objective at work: what it does with a batch, and what it keeps between steps. Owned by the model's thread. */
interface TrainingMethod extends AutoCloseable {

    /**
     * Once, before the first step or the first after a resumption.
     *
     * @param batches everything that is trained on
     */
    default void prepare(List<List<Unit>> batches) {}

    /** The batch as it is trained on, self-samples drawn; the same for the same step and batch. */
    default List<Unit> complete(List<Unit> batch, long step) {
        return batch;
    }

    /** What the loss is the mean of: the batch's target tokens, pairs or negatives. */
    double weight(List<Unit> batch);

    /**
     * Adds the gradient of a batch's part of a step.
     *
     * @param share of the step's weight, above 0, at most 1
     * @return the part of the step's loss
     */
    double backward(List<Unit> batch, double share);

    /** After the parameters have moved. */
    default void moved(long step) {}

    /** Looks at held-out batches; values by name, losses lower where better. */
    Map<String, Double> evaluate(List<List<Unit>> heldOut);

    /** Writes what it keeps, beside the model's own state. */
    default void save(Path directory) throws IOException {}

    /** Takes back what {@link #save} wrote. */
    default void restore(Path directory) throws IOException {}

    @Override
    default void close() {}
}
