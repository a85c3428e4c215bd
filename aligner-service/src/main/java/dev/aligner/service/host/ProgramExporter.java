package dev.aligner.service.host;

import dev.aligner.service.config.AlignerProperties;
import java.io.IOException;
import java.nio.file.Path;

/** Writes the program by which the model of these properties would be computed, without its weights. */
@FunctionalInterface
public interface ProgramExporter {
    /** @param file that is made or replaced */
    void export(AlignerProperties properties, Path file) throws IOException;
}
