package dev.aligner.service.host;

import dev.aligner.core.Corrector;
import dev.aligner.service.config.AlignerProperties;

/** Makes the corrector of this process; may take minutes. */
@FunctionalInterface
public interface CorrectorLoader {
    /**
     * A corrector that is loaded and warm: its first request costs what every other does. The caller closes it.
     *
     * @throws dev.aligner.core.AlignerException with {@link dev.aligner.core.ErrorCode#MODEL_FILE} naming file, expected
     *     and found
     */
    Corrector load(AlignerProperties properties);
}
