package dev.aligner.service.audit;

import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectorCard;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Hears of every correction, whichever way it was asked for. */
public interface Audit {
    /** Nothing is logged. */
    Audit NONE = new Audit() {
        @Override
        public boolean enabled() {
            return false;
        }

        @Override
        public boolean required() {
            return false;
        }

        @Override
        public Mono<Void> write(
                Origin origin, CorrectionRequest request, @Nullable CorrectorCard card, Outcome outcome) {
            return Mono.empty();
        }
    };

    boolean enabled();

    /** Whether nothing of a correction may leave before its record is written. */
    boolean required();

    /**
     * Takes a record at the call. Never blocks.
     *
     * @param card of the corrector that was asked, or null where there was none
     * @return ends at once, or where records are required when it is written; fails then with a NOT_READY where that cannot
     *     be done
     */
    Mono<Void> write(Origin origin, CorrectionRequest request, @Nullable CorrectorCard card, Outcome outcome);
}
