package dev.aligner.engine;

import dev.aligner.engine.model.ModelShape;

/** What a request must pass to be taken in: known only once the model is. */
record Admission(ModelShape shape, Places places) {}
