package dev.aligner.trainer.evaluate;

import org.jspecify.annotations.Nullable;

/**
 * A case whose change, if any, was weighed and let through.
 *
 * @param good whether the answer should have stayed as it is
 * @param fixed whether the output fixes an answer that is not good
 * @param margin log P(correction) − log P(unchanged), nats; null where nothing changed
 */
record Weighed(boolean good, boolean fixed, @Nullable Double margin) {
    boolean passes(double least) {
        return margin != null && margin >= least;
    }
}
