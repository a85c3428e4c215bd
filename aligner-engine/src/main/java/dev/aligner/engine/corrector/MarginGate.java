package dev.aligner.engine.corrector;

import java.util.function.Function;

/**
 * The condition on which a change is delivered: log P(correction) - log P(unchanged text), both with the end token, is
 * at least so much.
 *
 * @param least in nats
 * @param target token ids of a text as the model would write it, the end token last
 */
record MarginGate(double least, Function<String, int[]> target) {}
