package dev.aligner.relay;

/** What a client gets where the corrector cannot be used. */
public enum OnFailure {
    /** The answer as it came, with the reason in a header. */
    OPEN,
    /** An error. */
    CLOSED
}
