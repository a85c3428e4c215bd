package dev.aligner.spark.executor;

import java.util.Map;

/**
 * A running service.
 *
 * @param url its root; {@code {gpu}} in it is the address of the task's GPU
 */
public record RunningService(String url, int slots) implements CorrectorSource {
    @Override
    public Map<String, String> described() {
        return Map.of("corrector", "service");
    }
}
