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
        int[] written = generation.tokens();
        boolean same = correction.length == written.length + 1
                && correction[written.length] == generation.endToken()
                && Arrays.equals(correction, 0, written.length, written, 0, written.length);
        return unchanged != null && same
                ? OptionalDouble.of(generation.logProbability() - unchanged)
                : OptionalDouble.empty();
    }
}
