package dev.aligner.core;

import java.util.Locale;

/** Why the model stopped writing. */
public enum FinishReason {
    /** It wrote its end token. */
    STOP,
    /** It wrote one of the request's or the model's stop texts. */
    STOP_SEQUENCE,
    /** It reached the greatest number of new tokens. */
    LENGTH;

    /** The reason on the wire, for example {@code stop_sequence}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
