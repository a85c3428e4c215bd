package dev.aligner.engine.model;

import dev.aligner.core.Sampling;
import dev.aligner.engine.decode.LogProbability;
import dev.aligner.engine.decode.TokenChooser;
import java.util.List;

/** Logits of tests: {@code [rows][vocabulary]}. */
public record ArrayLogits(List<float[]> scores) implements Logits {
    @Override
    public int rows() {
        return scores.size();
    }

    @Override
    public int best(int row) {
        return new TokenChooser(Sampling.GREEDY, 0).choose(scores.get(row).clone());
    }

    @Override
    public double logProbability(int row, int token) {
        return LogProbability.of(scores.get(row), token);
    }

    @Override
    public void copyRow(int row, float[] target) {
        System.arraycopy(scores.get(row), 0, target, 0, target.length);
    }

    @Override
    public void close() {
        // nothing native here
    }
}
