package dev.aligner.spark.executor;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A running service.
 *
 * @param url its root; {@code {gpu}} in it is the address of the task's GPU
 * @param keyFile holds the key that the service knows, as the executor sees it; null where everybody may ask
 */
public record RunningService(String url, @Nullable String keyFile, int slots) implements CorrectorSource {
    @Override
    public Map<String, String> described() {
        return Map.of("corrector", "service");
    }
}
