package dev.aligner.engine;

import dev.aligner.core.AlignerException;
import dev.aligner.engine.model.LanguageModel;
import java.util.function.Consumer;

/** What other threads may ask of the engine's thread. */
sealed interface EngineCommand permits Submission, EngineCommand.Cancel, EngineCommand.OnModel, EngineCommand.Wake {
    /** Nobody wants this generation any more. */
    record Cancel(long id) implements EngineCommand {}

    /**
     * Something to do with the model between two steps.
     *
     * @param failed told in the place of {@code work} where the engine ends first
     */
    record OnModel(Consumer<LanguageModel> work, Consumer<AlignerException> failed) implements EngineCommand {}

    /** The lifecycle has changed. */
    record Wake() implements EngineCommand {}
}
