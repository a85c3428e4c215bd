package dev.aligner.trainer.train;

import java.util.List;

/**
 * All that a run sees.
 *
 * @param first seen once before everything else: identities, or nothing
 * @param each seen once each epoch, some perhaps several times
 * @param heldOut only looked at
 */
record TrainingData(List<Unit> first, List<Unit> each, List<Unit> heldOut, DataSummary summary) {
    TrainingData {
        first = List.copyOf(first);
        each = List.copyOf(each);
        heldOut = List.copyOf(heldOut);
    }
}
