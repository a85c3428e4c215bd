package dev.aligner.service.admin;

import dev.aligner.core.AlignerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The directory whose adapters may be added: nothing else of the disk is reached through it.
 *
 * @param root null where none may be
 */
record AdapterFolder(@Nullable Path root) {

    /**
     * An adapter's directory, links followed. Reads the disk.
     *
     * @throws AlignerException INVALID_FIELD where it is none below; whatever lies outside, the words are the same
     */
    Path of(String path) {
        if (root == null) {
            throw AlignerException.invalidField(
                    "path", "path: none may be added (expected: aligner.admin.adapters, the directory of adapters)");
        }
        try {
            Path relative = Path.of(path);
            if (relative.isAbsolute()) {
                throw outside();
            }
            Path folder = root.toRealPath();
            Path real = folder.resolve(relative).toRealPath();
            if (real.equals(folder) || !real.startsWith(folder) || !Files.isDirectory(real)) {
                throw outside();
            }
            return real;
        } catch (InvalidPathException | IOException e) {
            throw outside();
        }
    }

    private static AlignerException outside() {
        return AlignerException.invalidField(
                "path", "path: no such directory (expected: one below aligner.admin.adapters, by its relative path)");
    }
}
