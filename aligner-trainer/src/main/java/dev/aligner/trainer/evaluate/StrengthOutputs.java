package dev.aligner.trainer.evaluate;

import java.util.List;
import java.util.Map;

/**
 * What a corrector delivered at one strength.
 *
 * @param divergences of each output that fits the model, by its case's key
 */
record StrengthOutputs(double strength, Map<Case, Output> outputs, Map<String, TextScores.Divergence> divergences) {
    List<String> texts() {
        return outputs.values().stream().map(Output::correction).toList();
    }
}
