package dev.aligner.trainer.train;

/**
 * How far a run has come. Everything that is left to chance is drawn from the recipe's seed and these numbers, so that
 * they are the random state too.
 *
 * @param step moves of the parameters so far
 * @param epoch of the next batch
 * @param batch index of the next batch within the epoch
 * @param tokens of prompts and targets so far, without padding
 * @param targets of these, learned ones
 * @param seconds spent, over all parts of a run that was stopped and resumed
 */
record RunState(long step, int epoch, int batch, long tokens, long targets, double seconds) {
    static final RunState START = new RunState(0, 0, 0, 0, 0, 0);

    RunState at(int nextEpoch, int nextBatch) {
        return new RunState(step, nextEpoch, nextBatch, tokens, targets, seconds);
    }

    RunState stepped(long moreTokens, long moreTargets, double allSeconds) {
        return new RunState(step + 1, epoch, batch, tokens + moreTokens, targets + moreTargets, allSeconds);
    }
}
