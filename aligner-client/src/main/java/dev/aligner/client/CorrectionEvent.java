package dev.aligner.client;

/** What comes of a streamed correction: deltas, which joined are the result's text, and then the result. */
public sealed interface CorrectionEvent {

    /** Text that is decided: it is not taken back. */
    record Delta(String text) implements CorrectionEvent {}

    /** The whole correction, and the end. */
    record Result(CorrectionResult result) implements CorrectionEvent {}
}
