package dev.aligner.trainer.data;

import java.nio.file.Path;

/**
 * Where a row stands.
 *
 * @param line of the unpacked text, from 1; in a Parquet file the row's number, from 1
 */
public record Origin(Path file, long line) {
    /** {@code FILE:LINE}, as editors and compilers write it. */
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
