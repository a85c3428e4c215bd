package dev.aligner.trainer.evaluate;

/**
 * Of one reference under a model: minus the log-probabilities of its tokens, in nats, those that differ from the answer
 * apart from those that are copied.
 */
record TokenLoss(double changed, int changedTokens, double copied, int copiedTokens) {}
