package dev.aligner.relay;

import dev.aligner.core.AlignerException;
import dev.aligner.upstream.Asked;
import dev.aligner.upstream.Wire;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of the answer to a request.
 *
 * @param pieces null where there is no question
 * @param id of the request, by which its log and its records are found; or null
 */
public record Plan(
        Wire wire,
        RoutePolicy policy,
        Asked asked,
        Controls controls,
        @Nullable PieceCorrector pieces,
        @Nullable String id) {
    private static final int LONGEST_ID = 128;

    /**
     * Plans by what the route says and the request asks for.
     *
     * @param headers the request's
     * @throws AlignerException INVALID_FIELD where the request asks for what the route does not allow
     */
    public static Plan of(Wire wire, RoutePolicy route, Asked asked, HeaderLookup headers, Corrections corrector) {
        Asking asking = new Asking(headers, asked.controls(), Asking.OBJECT);
        RoutePolicy policy = asking.narrowed(route);
        Controls controls = Controls.of(policy, asking);
        PieceCorrector pieces = asked.question() == null
                ? null
                : new PieceCorrector(
                        corrector,
                        asked.question(),
                        asked.begun(),
                        controls.instruction(),
                        controls.strength(),
                        policy.deadline(),
                        policy.blocking(),
                        controls.minMargin(),
                        controls.model());
        return new Plan(wire, policy, asked, controls, pieces, null);
    }

    /** The same for a request of this id; without, if it is fit for no header. */
    public Plan named(@Nullable String request) {
        return new Plan(wire, policy, asked, controls, pieces, request != null && fit(request) ? request : null);
    }

    /** Whether a request's id is fit for a header and for a log. */
    public static boolean fit(String request) {
        for (int i = 0; i < request.length(); i++) {
            if (request.charAt(i) <= ' ' || request.charAt(i) >= 0x7F) {
                return false;
            }
        }
        return !request.isEmpty() && request.length() <= LONGEST_ID;
    }

    /**
     * What the answer says of what was done to it.
     *
     * @param model the corrector's name, or null where that is not known
     * @param mode in force for a stream; null for an answer in one piece
     */
    public Note note(@Nullable String model, @Nullable StreamMode mode) {
        return new Note(id, model == null ? "none" : model, controls.evidence(), mode, controls.clamped());
    }

    /**
     * Asked before the upstream is: where failures are closed nobody pays for an answer that could not go out.
     *
     * @throws AlignerException where the corrector would refuse it now
     * @throws UncorrectedException where the request is of a kind whose answer cannot be corrected
     */
    public void admit() {
        Why left = left();
        if (left != null) {
            if (policy.onFailure().refuses(left)) {
                throw UncorrectedException.unasked(left);
            }
            return;
        }
        boolean passes = asked.stream() && controls.stream() == StreamMode.OFF;
        if (policy.onFailure() == OnFailure.OPEN || pieces == null || passes) {
            return;
        }
        try {
            pieces.corrector().admit();
        } catch (AlignerException e) {
            // a sentence may stand in the answer's place
            if (!policy.blocking().blocks(Why.of(e))) {
                throw e;
            }
        }
    }

    /** Why nothing of the answer will be corrected, whatever it is; null if something may be. */
    public @Nullable Why left() {
        if (controls.off()) {
            return Why.STRENGTH_ZERO;
        }
        if (asked.untouched() != null) {
            return Why.of(asked.untouched());
        }
        return pieces == null ? Why.NO_QUESTION : null;
    }

    /** The same, now that it is known what kind of answer it is. */
    public @Nullable Why left(AnswerHead answer) {
        Why why = left() != null ? left() : answer.unreadable();
        if (why == null && answer.streamed() && controls.stream() == StreamMode.OFF) {
            return Why.DISABLED;
        }
        if (why == null && asked.stream() && !answer.streamed() && wire == Wire.GEMINI_CONTENT) {
            // one array, which grows: held to its end it would be no stream
            return Why.UNSUPPORTED_FORMAT;
        }
        return why;
    }
}
