package dev.aligner.trainer.train;

import java.util.Map;

/** Sees a run go on. */
interface RunWatcher {
    void stepped(StepReport step);

    void evaluated(long step, Map<String, Double> values);
}
