package dev.aligner.relay;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import reactor.core.publisher.Mono;

/** A corrector, wherever it runs. */
@FunctionalInterface
public interface Corrections {
    /**
     * Starts when it is subscribed to; cancelled, the corrector is too.
     *
     * @return fails with {@link AlignerException}
     */
    Mono<Correction> correct(CorrectionRequest request);
}
