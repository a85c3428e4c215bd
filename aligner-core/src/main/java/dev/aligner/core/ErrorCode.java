package dev.aligner.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why a request failed: a closed set, so that every surface can map each to its own form. */
public enum ErrorCode {
    /** A field is missing, has the wrong type, or is outside its limits. */
    INVALID_FIELD(Blame.CALLER),
    /** Nobody knows who asks. */
    UNAUTHENTICATED(Blame.CALLER),
    /** Who asks is known, and may not ask for this. */
    FORBIDDEN(Blame.CALLER),
    /** Who asks has asked for too much of late, or at once. */
    RATE_LIMITED(Blame.CALLER),
    /** The request names a model that is not here. */
    UNKNOWN_MODEL(Blame.CALLER),
    /** The input is larger than a stated limit. */
    TOO_LARGE(Blame.CALLER),
    /** The caller went away. */
    CANCELLED(Blame.CALLER),
    /** Every place in the queue is taken; the same request may succeed later. */
    QUEUE_FULL(Blame.RESOURCES),
    /** What is asked failed too often of late, and is left in peace for a while. */
    BREAKER_OPEN(Blame.RESOURCES),
    /** The deadline passed before the correction was done. */
    DEADLINE(Blame.RESOURCES),
    /** The model is still loading. */
    NOT_READY(Blame.RESOURCES),
    /** The service is shutting down. */
    DRAINING(Blame.RESOURCES),
    /** The model's output is unusable and the policy says to fail rather than to bypass. */
    DEGENERATE_OUTPUT(Blame.MODEL),
    /** A model file is broken, or is not what it says. */
    MODEL_FILE(Blame.MODEL),
    /** The engine failed. */
    MODEL_FAILED(Blame.MODEL);

    /** Who can do something about it. */
    public enum Blame {
        CALLER,
        RESOURCES,
        MODEL
    }

    private final Blame blame;

    ErrorCode(Blame blame) {
        this.blame = blame;
    }

    public Blame blame() {
        return blame;
    }

    /** The code on the wire, for example {@code queue_full}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The code with this name on the wire, if there is one. */
    public static Optional<ErrorCode> named(String wireName) {
        return Arrays.stream(values())
                .filter(code -> code.wireName().equals(wireName))
                .findFirst();
    }
}
