package dev.aligner.relay;

import dev.aligner.core.AlignerException;
import dev.aligner.upstream.Asked;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.Wire;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of the answer to a request.
 *
 * @param pieces null where there is no question
 */
public record Plan(
        Wire wire,
        RoutePolicy policy,
        Asked asked,
        Controls controls,
        @Nullable PieceCorrector pieces) {

    /**
     * Plans by what the route says and the request asks for.
     *
     * @param headers the request's
     * @throws AlignerException INVALID_FIELD where the request asks for what the route does not allow
     */
    public static Plan of(Wire wire, RoutePolicy policy, Asked asked, HeaderLookup headers, Corrections corrector) {
        Controls controls = Controls.of(policy, headers, asked.controls());
        PieceCorrector pieces = asked.question() == null
                ? null
                : new PieceCorrector(
                        corrector,
                        asked.question(),
                        asked.begun(),
                        controls.instruction(),
                        controls.strength(),
                        policy.deadline());
        return new Plan(wire, policy, asked, controls, pieces);
    }

    /** Why nothing of the answer will be corrected, whatever it is; null if something may be. */
    public @Nullable String left() {
        if (asked.untouched() != null) {
            return asked.untouched().wireName();
        }
        return controls.off() ? "strength_zero" : null;
    }

    /** The same, now that it is known what kind of answer it is. */
    public @Nullable String left(AnswerHead answer) {
        String why = left() != null ? left() : answer.unreadable();
        if (why == null && answer.streamed() && controls.stream() == StreamMode.OFF) {
            return "disabled";
        }
        if (why == null && asked.stream() && !answer.streamed() && wire == Wire.GEMINI_CONTENT) {
            // one array, which grows: held to its end it would be no stream
            return Untouched.UNSUPPORTED_FORMAT.wireName();
        }
        return why;
    }
}
