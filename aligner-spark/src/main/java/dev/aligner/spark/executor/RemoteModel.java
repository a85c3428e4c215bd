package dev.aligner.spark.executor;

import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.remote.Dialect;
import dev.aligner.remote.RemoteOptions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model on a server of completions.
 *
 * @param url what {@code /completions} comes after; {@code {gpu}} in it is the address of the task's GPU
 * @param path of the files that say how the model is prompted, as the executor sees it, see {@link ModelFolder}
 * @param model the server's name for it; null for the only one that it has
 * @param keyFile holds the server's key, as the executor sees it; null for none
 * @param weighs whether changes are weighed where {@code aligner.json} asks for a margin
 */
public record RemoteModel(
        String url,
        String path,
        @Nullable String model,
        @Nullable String keyFile,
        Dialect dialect,
        RemoteOptions.Prompts prompts,
        boolean weighs,
        int slots,
        int contextTokens,
        CorrectionPolicy.LongAnswer longAnswer)
        implements CorrectorSource {
    @Override
    public Map<String, String> described() {
        // no digest is known of a model elsewhere: its name must do
        return Map.of(
                "corrector", "remote",
                "remote-model", model == null ? "" : model,
                "weighs", String.valueOf(weighs),
                "context-tokens", String.valueOf(contextTokens),
                "long-answer", longAnswer.name());
    }
}
