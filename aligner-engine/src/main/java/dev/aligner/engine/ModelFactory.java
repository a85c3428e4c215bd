package dev.aligner.engine;

import dev.aligner.engine.model.LanguageModel;

/** Loads a model. Called once, on the engine's thread, which alone uses the model and closes it. */
@FunctionalInterface
public interface ModelFactory {
    /** @throws dev.aligner.core.AlignerException as loading finds fit; it reaches whoever waits for the engine */
    LanguageModel load();
}
