package dev.aligner.scaling;

import dev.aligner.engine.schedule.StepPlan;

/**
 * What a step takes, in nanoseconds: a base, and so much for each token, each row of logits, and each pair of a token and
 * a position that it sees.
 *
 * @param base of every step
 * @param token of each token computed
 * @param row of each row of logits
 * @param pair of each position that a token sees
 */
record StepPrice(double base, double token, double row, double pair) {

    /** What makes a step long. */
    record Load(int tokens, int rows, long pairs) {
        static Load of(StepPlan plan) {
            long pairs = plan.segments().stream()
                    .mapToLong(segment -> pairs(segment.start(), segment.tokens().length))
                    .sum();
            return new Load(plan.tokens(), plan.logitRows(), pairs);
        }

        /** Positions that tokens from {@code start} on see, all together: each sees itself and all before it. */
        static long pairs(int start, int tokens) {
            return (long) tokens * start + (long) tokens * (tokens + 1) / 2;
        }
    }

    long nanos(Load load) {
        return Math.max(1, Math.round(base + token * load.tokens() + row * load.rows() + pair * load.pairs()));
    }
}
