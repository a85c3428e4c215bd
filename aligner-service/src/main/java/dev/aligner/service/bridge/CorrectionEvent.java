package dev.aligner.service.bridge;

import dev.aligner.core.Correction;

/**
 * What happens to a request, in order: accepted once, any number of deltas, a result. A failure is the stream's error;
 * before {@link Accepted} it means that nothing was started.
 */
public sealed interface CorrectionEvent {
    /** The corrector has taken the request. */
    record Accepted() implements CorrectionEvent {}

    /** The next piece of the correction, never taken back. */
    record Delta(String text) implements CorrectionEvent {}

    /** The outcome; all deltas before it, joined, are its text. */
    record Result(Correction correction) implements CorrectionEvent {}
}
