package dev.aligner.service.host;

import dev.aligner.service.config.AlignerProperties;

/** Looks at the model of these properties without loading it. */
@FunctionalInterface
public interface ModelInspector {
    /** What was found; what is wrong is part of it. */
    ModelReport inspect(AlignerProperties properties);
}
