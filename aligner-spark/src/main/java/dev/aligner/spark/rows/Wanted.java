package dev.aligner.spark.rows;

import dev.aligner.core.AlignerException;
import dev.aligner.core.CorrectionRequest;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of every correction.
 *
 * @param instruction for rows that have none of their own; null for none
 * @param strength null for the corrector's own
 * @param timeoutMillis how long one correction may take
 */
public record Wanted(@Nullable String instruction, @Nullable Double strength, long timeoutMillis)
        implements Serializable {
    public Wanted {
        if (strength != null && !(strength >= 0 && strength <= CorrectionRequest.MAX_STRENGTH)) {
            throw AlignerException.invalidField(
                    "strength", "strength: " + strength + " (expected: 0.." + CorrectionRequest.MAX_STRENGTH + ")");
        }
        if (timeoutMillis < 1) {
            throw AlignerException.invalidField("timeout", "timeout: " + timeoutMillis + " ms (expected: >= 1)");
        }
    }
}
