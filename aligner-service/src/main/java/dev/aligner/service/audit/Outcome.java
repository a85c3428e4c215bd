package dev.aligner.service.audit;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;

/** How a correction ended. */
public sealed interface Outcome {
    /** There is a text to deliver. */
    record Done(Correction correction) implements Outcome {}

    /**
     * There is none.
     *
     * @param reason a code of ours, in lower case
     */
    record Failed(String reason) implements Outcome {}

    /** Whoever asked left; of a stream something may have been delivered. */
    record Cancelled() implements Outcome {}

    static Outcome failed(Throwable error) {
        return new Failed(error instanceof AlignerException known ? known.code().wireName() : "internal_error");
    }
}
