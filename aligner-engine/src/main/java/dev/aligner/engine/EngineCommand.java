package dev.aligner.engine;

/** What other threads may ask of the engine's thread. */
sealed interface EngineCommand permits Submission, EngineCommand.Cancel, EngineCommand.Wake {
    /** Nobody wants this generation any more. */
    record Cancel(long id) implements EngineCommand {}

    /** The lifecycle has changed. */
    record Wake() implements EngineCommand {}
}
