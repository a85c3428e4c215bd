package dev.aligner.trainer.evaluate;

import java.util.List;

/**
 * One corrector's scores.
 *
 * @param name for readers
 * @param corrector what made the outputs, with digests where it has any
 * @param failed cases without an output; they are in no metric
 * @param groups all cases first
 */
record RunScores(String name, String corrector, int failed, List<GroupScores> groups) {
    RunScores {
        groups = List.copyOf(groups);
    }

    RunScores named(String other) {
        return new RunScores(other, corrector, failed, groups);
    }
}
