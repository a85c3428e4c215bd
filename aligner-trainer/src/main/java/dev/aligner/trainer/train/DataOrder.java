package dev.aligner.trainer.train;

import dev.aligner.trainer.example.Batches;
import dev.aligner.trainer.recipe.Batching;
import java.util.List;

/**
 * Which batches come when: identities once, then epoch after epoch, each in an order of its own that depends on the seed
 * and the epoch only. Any epoch can be asked for without those before it.
 */
final class DataOrder {
    private final TrainingData data;
    private final Batching batching;
    private final long seed;
    private final int stages;
    private int current = -1;
    private List<List<Unit>> batches = List.of();

    DataOrder(TrainingData data, Batching batching, long seed) {
        this.data = data;
        this.batching = batching;
        this.seed = seed;
        this.stages = data.first().isEmpty() ? 0 : 1;
    }

    /** The batches of an epoch, in order; epoch 0 holds the identities where they come first. */
    List<List<Unit>> epoch(int epoch) {
        if (epoch != current) {
            batches = batches(epoch < stages ? data.first() : data.each(), epoch);
            current = epoch;
        }
        return batches;
    }

    /** Held-out batches, in an order that never changes. */
    List<List<Unit>> heldOut() {
        return data.heldOut().isEmpty() ? List.of() : batches(data.heldOut(), 0);
    }

    private List<List<Unit>> batches(List<Unit> units, int epoch) {
        return new Batches<>(units, Unit::size, batching.tokens(), seed).epoch(epoch);
    }

    /** What the next step is made of: up to {@code accumulate} batches, none of the next epoch. */
    List<List<Unit>> step(RunState state) {
        List<List<Unit>> all = epoch(state.epoch());
        return all.subList(state.batch(), Math.min(all.size(), state.batch() + batching.accumulate()));
    }

    /** The state after these batches. */
    RunState after(RunState state, int taken) {
        boolean ended = state.batch() + taken >= epoch(state.epoch()).size();
        return state.at(ended ? state.epoch() + 1 : state.epoch(), ended ? 0 : state.batch() + taken);
    }

    /** How many steps so many epochs are, rounded up, identities that come first included. */
    long steps(double epochs) {
        long steps = 0;
        for (int stage = 0; stage < stages; stage++) {
            steps += stepsOf(stage);
        }
        int whole = (int) epochs;
        for (int epoch = 0; epoch < whole; epoch++) {
            steps += stepsOf(stages + epoch);
        }
        double rest = epochs - whole;
        return steps + (rest == 0 ? 0 : (long) Math.ceil(rest * stepsOf(stages + whole)));
    }

    private long stepsOf(int epoch) {
        long count = epoch(epoch).size();
        return (count + batching.accumulate() - 1) / batching.accumulate();
    }
}
