package dev.aligner.spark.executor;

/**
 * How much an executor has under way. All of its tasks together fill the corrector's slots, and some more wait, so that a slot
 * that falls free is taken at once.
 *
 * @param slots corrections at once
 * @param tasks of the executor
 * @param inFlight corrections that one task has asked for and not written yet
 */
record Concurrency(int slots, int tasks, int inFlight) {
    /** Waiting for a slot, of each task. */
    private static final int AHEAD = 2;

    Concurrency {
        if (slots < 1 || tasks < 1 || inFlight < 1) {
            throw new IllegalArgumentException(
                    "slots, tasks, inFlight: " + slots + ", " + tasks + ", " + inFlight + " (expected: all >= 1)");
        }
    }

    /** @param wished in flight for each task; 0 for as many as fill the slots */
    static Concurrency of(int slots, int tasks, int wished) {
        return new Concurrency(slots, tasks, wished > 0 ? wished : (slots + tasks - 1) / tasks + AHEAD);
    }

    /** Of the whole executor. */
    int places() {
        return tasks * inFlight;
    }

    /** Those that the corrector's queue must have room for: it never refuses one. */
    int queue() {
        return Math.max(0, places() - slots);
    }
}
