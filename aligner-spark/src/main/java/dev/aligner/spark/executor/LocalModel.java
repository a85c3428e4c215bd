package dev.aligner.spark.executor;

import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.engine.model.Precision;
import java.util.Map;

/**
 * A model in the executor itself.
 *
 * @param path as the executor sees it, see {@link ModelFolder}
 * @param threads processors one step may use; 0 for the executor's cores
 * @param contextTokens prompt and correction together
 * @param longAnswer what becomes of an answer that does not fit
 */
public record LocalModel(
        String path,
        Precision precision,
        int threads,
        int slots,
        int contextTokens,
        CorrectionPolicy.LongAnswer longAnswer)
        implements CorrectorSource {
    @Override
    public Map<String, String> described() {
        // not the path: the model's digest says more
        return Map.of(
                "corrector", "local",
                "precision", precision.wireName(),
                "context-tokens", String.valueOf(contextTokens),
                "long-answer", longAnswer.name());
    }
}
