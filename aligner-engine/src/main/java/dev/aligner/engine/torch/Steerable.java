package dev.aligner.engine.torch;

import dev.aligner.engine.model.Segment;
import dev.aligner.engine.weights.ControlVectors;
import java.util.List;

/**
 * A model whose residual stream can be moved: behind each layer of a band a vector is added, times the scale of the
 * sequence ({@link dev.aligner.engine.model.Conditioning#steering}). Where that is 0 nothing is added.
 */
public interface Steerable {
    /** Loads the vectors, once. On the model's thread. */
    void steerBy(ControlVectors vectors);

    /**
     * Computes a step as {@link dev.aligner.engine.model.LanguageModel#forward} does, unsteered.
     *
     * @return the residual stream behind each layer, {@code [layers][rows][width]}, in the rows whose logits were asked for
     */
    float[][][] states(List<Segment> segments);
}
