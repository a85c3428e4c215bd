package dev.aligner.relay;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Reason;
import dev.aligner.upstream.Untouched;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Why an answer, or a text of one, was not corrected: the one set of words of all ways in. It is closed, and so fit for a
 * metric's label; those that a codec, the corrector or a failure has are there by the same name.
 */
public enum Why {
    // what the route, the request, or the answer's head says
    DISABLED,
    SHADOW,
    ALREADY_ALIGNED,
    NON_2XX,
    NO_TRANSFORM,
    UNSUPPORTED_ENCODING,

    // Untouched
    NO_QUESTION,
    NO_TEXT,
    REFUSAL,
    JSON_MODE,
    CODE_ONLY,
    CITED,
    VERBATIM_TURN,
    TOOL_CALL,
    TOO_LARGE,
    UPSTREAM_FAILED,
    UNSUPPORTED_FORMAT,
    PARSE_ERROR,

    // Reason
    STRENGTH_ZERO,
    EMPTY_OUTPUT,
    LOOPING_OUTPUT,
    TEMPLATE_LEAK,
    CODE_CHANGED,
    EDIT_BUDGET,
    FACT_ADDED,
    OUTPUT_TOO_LONG,
    OUTPUT_CUT_OFF,
    BELOW_MARGIN,

    // ErrorCode
    INVALID_FIELD,
    UNAUTHENTICATED,
    FORBIDDEN,
    RATE_LIMITED,
    UNKNOWN_MODEL,
    CANCELLED,
    QUEUE_FULL,
    BREAKER_OPEN,
    DEADLINE,
    NOT_READY,
    DRAINING,
    DEGENERATE_OUTPUT,
    MODEL_FILE,
    MODEL_FAILED,
    /** A fault of ours that has no name. */
    INTERNAL_ERROR;

    /** With which a text that was meant for the corrector stays as it came, whatever else is said to be no text for it. */
    private static final Set<Why> FAILURES = failures();

    private static Set<Why> failures() {
        Set<Why> all = EnumSet.of(UNSUPPORTED_ENCODING, UNSUPPORTED_FORMAT, PARSE_ERROR, TOO_LARGE, UPSTREAM_FAILED);
        all.addAll(ofCorrector());
        Arrays.stream(ErrorCode.values()).map(Why::of).forEach(all::add);
        // the corrector looked, and does not find the change sure enough
        all.remove(BELOW_MARGIN);
        return Collections.unmodifiableSet(all);
    }

    public static Why of(Untouched why) {
        return valueOf(why.name());
    }

    public static Why of(Reason reason) {
        return valueOf(reason.name());
    }

    public static Why of(ErrorCode code) {
        return valueOf(code.name());
    }

    /** Of a correction that failed. */
    public static Why of(Throwable error) {
        if (error instanceof UncorrectedException refused) {
            return refused.why();
        }
        if (error instanceof BrokenOffException) {
            return UPSTREAM_FAILED;
        }
        return error instanceof AlignerException known ? of(known.code()) : INTERNAL_ERROR;
    }

    /** Those with which a text comes back from the corrector uncorrected: it would not, or could not. */
    static Set<Why> ofCorrector() {
        Set<Why> all = EnumSet.of(INTERNAL_ERROR);
        Arrays.stream(Reason.values()).map(Why::of).forEach(all::add);
        Arrays.stream(ErrorCode.values())
                .filter(code -> code.blame() != ErrorCode.Blame.CALLER)
                .map(Why::of)
                .forEach(all::add);
        all.removeAll(EnumSet.of(STRENGTH_ZERO, NO_TEXT));
        return Collections.unmodifiableSet(all);
    }

    /**
     * Whether a text that was meant for the corrector stayed as it came, because it could not be looked at or what came of it
     * was of no use: such an answer a route that is closed to failures does not let out. All others say that there was no such
     * text, or that it was not to be looked at.
     */
    public boolean failure() {
        return FAILURES.contains(this);
    }

    static String names(Set<Why> some) {
        return some.stream().map(Why::wireName).collect(Collectors.joining(", "));
    }

    /** The reason on the wire, for example {@code queue_full}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
