package dev.aligner.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** Writes into a file in {@code target} when each block of a page was done, in seconds from the page's beginning. */
final class Clock {
    private final long began = System.nanoTime();
    private final Path file;

    Clock(String name) throws IOException {
        file = Path.of("target", name);
        Files.deleteIfExists(file);
    }

    void done(Block block) throws IOException {
        write(block, "");
    }

    void leftOut(Block block) throws IOException {
        write(block, " (left out: what it needs is not there)");
    }

    private void write(Block block, String more) throws IOException {
        String line = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " s  " + block.section() + ": "
                + block.text().lines().findFirst().orElse("") + more + "\n";
        Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
