package dev.aligner.engine;

import dev.aligner.engine.model.Logits;

/** Some rows of a step's logits, which stay the step's. */
record LogitRows(Logits step, int first, int rows) implements Logits {
    @Override
    public int best(int row) {
        return step.best(first + row);
    }

    @Override
    public double logProbability(int row, int token) {
        return step.logProbability(first + row, token);
    }

    @Override
    public void copyRow(int row, float[] target) {
        step.copyRow(first + row, target);
    }

    @Override
    public void close() {
        // the step's owner closes it
    }
}
