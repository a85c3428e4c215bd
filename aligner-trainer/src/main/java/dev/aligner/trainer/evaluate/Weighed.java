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
    /** A change that has no margin, which a model cannot have made, passes any. */
    static Weighed of(Case one, Output output) {
        boolean changed = !output.correction().equals(one.answer());
        Double margin = output.margin() == null ? Double.valueOf(Double.MAX_VALUE) : output.margin();
        return new Weighed(one.good(), new Observed(one, output.correction(), null).fixed(), changed ? margin : null);
    }

    boolean passes(double least) {
        return margin != null && margin >= least;
    }
}
