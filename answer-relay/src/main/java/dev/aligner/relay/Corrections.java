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

    /**
     * Asked before an answer is paid for that may not go out uncorrected. Costs nothing and blocks nobody.
     *
     * @throws AlignerException where a correction that was asked for now would be refused, whatever it says
     */
    default void admit() {}

    /**
     * An answer begins like this and is still being written: who corrects it may read it already. Changes no correction.
     *
     * @return ends when it was looked at or is not going to be; cancelled before, nobody looks at it
     */
    default Mono<Void> readAhead(CorrectionRequest begun) {
        return Mono.empty();
    }
}
