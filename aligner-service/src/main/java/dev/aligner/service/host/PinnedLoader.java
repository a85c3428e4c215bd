package dev.aligner.service.host;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Corrector;
import dev.aligner.core.ErrorCode;
import dev.aligner.service.config.AlignerProperties;

/**
 * Takes no other model than the one whose digest is configured: files that somebody changed are as good as none.
 *
 * @param loader of whatever lies at the path
 */
public record PinnedLoader(CorrectorLoader loader) implements CorrectorLoader {
    @Override
    public Corrector load(AlignerProperties properties) {
        Corrector corrector = loader.load(properties);
        String expected = properties.model().sha256();
        String found = corrector.card().digest();
        if (expected != null && !expected.equals(found)) {
            corrector.close();
            throw AlignerException.of(
                    ErrorCode.MODEL_FILE,
                    "aligner.model.sha256: " + properties.model().path() + " has " + found + " (expected: " + expected
                            + ")");
        }
        return corrector;
    }
}
