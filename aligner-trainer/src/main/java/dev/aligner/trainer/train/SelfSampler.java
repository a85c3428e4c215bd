package dev.aligner.trainer.train;

import java.nio.file.Path;
import java.util.List;

/** Lets the model that is trained write. Owned by the model's thread. */
interface SelfSampler extends AutoCloseable {

    /** What to draw: {@code count} continuations of a prompt's ids. */
    record Draw(int[] prompt, int count) {}

    /**
     * For each draw its continuations, ids with the end token last; one that did not end is cut, and has none.
     *
     * @param seed the same gives the same
     */
    List<List<int[]>> draw(List<Draw> draws, int maxTokens, double temperature, long seed);

    /** Replaces the model that draws by what was exported there. */
    void load(Path exported);

    @Override
    void close();
}
