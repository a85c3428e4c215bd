package dev.aligner.trainer.train;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One step.
 *
 * @param loss the objective's mean over the step
 * @param gradientNorm before clipping
 * @param tokens so far
 * @param tokensPerSecond of this step
 * @param progress of the run, 0..1
 * @param seconds so far
 */
record StepReport(
        long step,
        int epoch,
        double loss,
        double learningRate,
        double gradientNorm,
        long tokens,
        double tokensPerSecond,
        double progress,
        double seconds) {

    /** As a line of the log. */
    Map<String, Object> line() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", step);
        line.put("epoch", epoch);
        line.put("loss", loss);
        line.put("learning_rate", learningRate);
        line.put("gradient_norm", gradientNorm);
        line.put("tokens", tokens);
        line.put("tokens_per_second", tokensPerSecond);
        line.put("seconds", seconds);
        return line;
    }
}
