package dev.aligner.gateway.embedded;

import dev.aligner.engine.model.Precision;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A corrector's model in the gateway itself.
 *
 * @param path directory of the model's files, or a GGUF file; without one there is none
 * @param id the name that answers tell; without one, that of its {@code aligner.json} or its directory
 * @param precision the numbers to compute with
 * @param threads threads of one inference step; 0 for as many as there are cores
 * @param slots corrections that run at once
 * @param contextTokens tokens of prompt and correction together, for each slot; at most what the model was trained for
 * @param queueCapacity corrections that wait for a slot; more are refused
 */
@ConfigurationProperties("aligner.gateway.model")
public record EmbeddedModelProperties(
        @Nullable String path,
        @Nullable String id,
        @DefaultValue("auto") Precision precision,
        @DefaultValue("0") int threads,
        @DefaultValue("8") int slots,
        @DefaultValue("2048") int contextTokens,
        @DefaultValue("32") int queueCapacity) {

    public EmbeddedModelProperties {
        check("threads", threads, 0, 1024);
        check("slots", slots, 1, 256);
        check("context-tokens", contextTokens, 64, 1 << 20);
        check("queue-capacity", queueCapacity, 1, 100_000);
        if (path != null && path.isBlank()) {
            throw new IllegalArgumentException("aligner.gateway.model.path: blank (expected: a directory, or a file)");
        }
    }

    private static void check(String key, int value, int smallest, int largest) {
        if (value < smallest || value > largest) {
            throw new IllegalArgumentException(
                    "aligner.gateway.model." + key + ": " + value + " (expected: " + smallest + ".." + largest + ")");
        }
    }
}
