package dev.aligner.client;

/** What happens to an answer that cannot be corrected, because the service is away, refuses or fails. */
public enum OnFailure {
    /** It is delivered as it came, and says so. */
    OPEN,
    /** It is not delivered: the failure is. */
    CLOSED
}
