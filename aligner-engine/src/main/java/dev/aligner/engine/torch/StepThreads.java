package dev.aligner.engine.torch;

import dev.aligner.engine.model.ComputeDevice;
import java.util.Arrays;

/**
 * How many threads compute a step. They wait for each other at each of its hundreds of operations: on an idle machine more
 * of them save time, and where others want the processors they may multiply it. Results do not depend on it.
 *
 * <p>A short step is computed the way that is faster here and now, and the other way is tried again now and then. All
 * threads compute a long one, for which that would be a dear trial, until it takes several times what it once took: then
 * it is computed by one for a while. Not thread-safe.
 */
final class StepThreads {
    /** Steps of up to so many tokens are short. */
    private static final int SHORT_TOKENS = 16;

    /** A step costs about as much as so many tokens before its first. */
    private static final int BASE_TOKENS = 8;

    private static final int FIRST_PATIENCE = 4;
    private static final int MOST_PATIENCE = 256;

    private final int most;
    private final LongSteps longSteps = new LongSteps();
    private final Size[] sizes = new Size[Integer.SIZE - Integer.numberOfLeadingZeros(SHORT_TOKENS)];

    StepThreads(int most) {
        this.most = most;
        Arrays.setAll(sizes, i -> new Size());
    }

    /** On a GPU a step is handed over and not waited for: its time says nothing, and one thread hands it over. */
    static StepThreads on(ComputeDevice device, int most) {
        return new StepThreads(device.isGpu() ? 1 : most);
    }

    /** For a step of so many tokens, which is to be told with {@link #took}. */
    int next(int tokens) {
        if (most == 1 || tokens < 1) {
            return most;
        }
        return (tokens > SHORT_TOKENS ? longSteps.next() : size(tokens).next()) ? most : 1;
    }

    /** A step of so many tokens took so long with so many threads. */
    void took(int tokens, int threads, long nanos) {
        if (most == 1 || tokens < 1) {
            return;
        }
        double cost = (double) nanos / (tokens + BASE_TOKENS);
        if (tokens > SHORT_TOKENS) {
            longSteps.took(threads == most, cost);
        } else {
            size(tokens).took(threads == most, cost);
        }
    }

    private Size size(int tokens) {
        return sizes[Integer.SIZE - 1 - Integer.numberOfLeadingZeros(tokens)];
    }

    /** Steps of about the same size: what a token costs with one thread, and with all. */
    private static final class Size {
        private double one = Double.NaN;
        private double all = Double.NaN;
        private boolean preferAll;
        private int steps;
        private int patience = FIRST_PATIENCE;

        /** Whether with all threads. */
        boolean next() {
            if (Double.isNaN(one)) {
                return false;
            }
            if (Double.isNaN(all) || ++steps < patience) {
                return preferAll || Double.isNaN(all);
            }
            steps = 0;
            return !preferAll;
        }

        void took(boolean withAll, double cost) {
            boolean trial = withAll != preferAll;
            // a trial is long ago: what it shows replaces what was known
            if (withAll) {
                all = trial || Double.isNaN(all) ? cost : (3 * all + cost) / 4;
            } else {
                one = trial || Double.isNaN(one) ? cost : (3 * one + cost) / 4;
            }
            if (Double.isNaN(one) || Double.isNaN(all)) {
                return;
            }
            boolean better = all < one;
            if (better != preferAll) {
                preferAll = better;
                patience = FIRST_PATIENCE;
            } else if (trial) {
                patience = Math.min(2 * patience, MOST_PATIENCE);
            }
        }
    }

    /** Steps of prompts and long drafts. */
    private static final class LongSteps {
        /** Long steps differ by less among themselves: by their context, and how many rows of logits they want. */
        private static final double CROWDED = 4;

        private static final double FORGET = 1.001;

        private double least = Double.POSITIVE_INFINITY;
        private int slow;
        private int alone;
        private int patience = FIRST_PATIENCE;

        /** Whether with all threads. */
        boolean next() {
            return alone == 0;
        }

        void took(boolean withAll, double cost) {
            if (!withAll) {
                alone--;
                return;
            }
            least = Math.min(FORGET * least, cost);
            if (cost < CROWDED * least) {
                slow = 0;
                patience = FIRST_PATIENCE;
            } else if (++slow > 1) {
                // the second in a row, or the first that was tried after a while alone
                alone = patience;
                patience = Math.min(2 * patience, MOST_PATIENCE);
            }
        }
    }
}
