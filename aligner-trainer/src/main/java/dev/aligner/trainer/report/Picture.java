package dev.aligner.trainer.report;

import dev.aligner.trainer.file.AtomicFile;
import java.nio.file.Path;

/**
 * A chart as it is looked at.
 *
 * @param title also what stands in its place where it cannot be seen
 * @param png the same bytes for the same data on the same machine; letters differ with the fonts of another
 */
public record Picture(String title, byte[] png) {
    /** Writes the picture as a PNG file. */
    public void write(Path file) {
        AtomicFile.write(file, png);
    }
}
