package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file so that a reader sees the old one or the whole new one. */
final class AtomicFile {
    private AtomicFile() {}

    static void write(Path file, Iterable<String> lines) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            Files.createDirectories(directory);
            Path whole = Files.createTempFile(directory, "." + file.getFileName(), ".tmp");
            try {
                Files.write(whole, lines);
                Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(whole);
            }
        } catch (IOException e) {
            throw AlignerException.of(ErrorCode.INVALID_FIELD, file + ": cannot be written", e);
        }
    }
}
