package dev.aligner.service.proxy;

import dev.aligner.relay.PieceCorrector;
import dev.aligner.service.config.RouteProperties;
import dev.aligner.upstream.Asked;
import dev.aligner.upstream.Wire;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of an answer.
 *
 * @param name of the route
 * @param pieces null where there is no question
 */
record Plan(
        Wire wire,
        String name,
        RouteProperties route,
        Asked asked,
        Controls controls,
        @Nullable PieceCorrector pieces,
        @Nullable String requestId) {

    /** Why nothing of the answer will be corrected, whatever it is; null if something may be. */
    @Nullable
    String left() {
        if (asked.untouched() != null) {
            return asked.untouched().wireName();
        }
        return controls.off() ? "strength_zero" : null;
    }
}
