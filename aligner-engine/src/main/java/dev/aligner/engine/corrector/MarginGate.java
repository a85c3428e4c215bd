package dev.aligner.engine.corrector;

import dev.aligner.engine.Generation;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The condition on which a change is delivered: log P(correction) - log P(unchanged text), both with the end token, is
 * at least so much.
 *
 * @param least in nats
 * @param target token ids of a text as the model would write it, the end token last
 */
record MarginGate(double least, Function<String, int[]> target) {
    /**
     * The margin where the generation has shown it already: the unchanged text was its draft and was computed wholly, and
     * what it wrote is, token by token, what would be scored.
     *
     * @param correction token ids of the text that would be delivered, the end token last
     */
    static OptionalDouble known(Generation generation, int[] correction) {
        Double unchanged = generation.draftLogProbability();
        double[] written = written(generation, correction);
        return unchanged != null && written.length > 0
                ? OptionalDouble.of(Arrays.stream(written).sum() - unchanged)
                : OptionalDouble.empty();
    }

    /** Log-probabilities of the correction's tokens, where the generation wrote these and no others; else empty. */
    static double[] written(Generation generation, int[] correction) {
        double[] known = generation.logProbabilities();
        return generation.wrote(correction) && known.length == correction.length ? known : new double[0];
    }
}
