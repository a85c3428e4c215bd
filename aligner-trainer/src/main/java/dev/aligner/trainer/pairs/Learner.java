package dev.aligner.trainer.pairs;

import dev.aligner.core.Question;
import java.nio.file.Path;
import java.util.List;

/** The policy of a run of rounds as something that learns: low-rank adapters on a base model that stays as it is. */
interface Learner extends AutoCloseable {
    /**
     * A round of DPO, against the policy as it is at the round's start. A directory that holds a finished round is taken
     * as it is, whatever the pairs.
     *
     * @param pairs chosen and rejected; an empty list leaves the policy as it is
     * @param directory gets the state to go on from and the adapter, atomically
     * @param seed of the order of the pairs
     */
    Learned learn(List<Outcome.Sampled> pairs, Path directory, long seed);

    /** log P(answer | question) of the policy as it is now and of the policy that the run began with, in nats. */
    LogProbabilities score(Question question, String answer);

    @Override
    void close();

    /**
     * What a round gave.
     *
     * @param adapter PEFT's directory
     * @param losses of the steps, in their order; log 2 is where DPO starts
     */
    record Learned(Path adapter, List<Double> losses) {}

    /** @param tokens of the answer, its end included */
    record LogProbabilities(double now, double start, int tokens) {}
}
