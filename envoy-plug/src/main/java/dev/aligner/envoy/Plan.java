package dev.aligner.envoy;

import dev.aligner.relay.PieceCorrector;
import dev.aligner.upstream.Asked;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.Wire;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of the answer to a request.
 *
 * @param asked null where the request's body was not read, or not yet
 * @param pieces null where there is no question
 */
record Plan(
        Wire wire,
        @Nullable Asked asked,
        @Nullable Double strength,
        @Nullable PieceCorrector pieces) {

    /** Why nothing of the answer will be corrected, whatever it is; null if something may be. */
    @Nullable
    String left() {
        if (asked != null && asked.untouched() != null) {
            return asked.untouched().wireName();
        }
        if (strength != null && strength == 0) {
            return "strength_zero";
        }
        return pieces == null ? Untouched.NO_QUESTION.wireName() : null;
    }

    /** Whether a stream was asked for. */
    boolean stream() {
        return asked != null && asked.stream();
    }
}
