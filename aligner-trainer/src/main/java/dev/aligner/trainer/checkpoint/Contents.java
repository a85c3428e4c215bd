package dev.aligner.trainer.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/** Writes the files of a state into an empty directory. */
@FunctionalInterface
public interface Contents {
    void writeTo(Path directory) throws IOException;
}
