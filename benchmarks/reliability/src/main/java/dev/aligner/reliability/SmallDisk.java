package dev.aligner.reliability;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A file system of its own, of one megabyte, that can be filled to its last byte. Needs root. */
final class SmallDisk implements Closeable {
    private static final String FILLER = "filler";
    private static final Duration TIME = Duration.ofSeconds(10);

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** @throws IOException where nothing may be mounted here */
    static SmallDisk at(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path said = folder.resolveSibling("mount.log");
        if (Program.run(List.of("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString()), said, TIME)
                != 0) {
            throw new IOException("mount: refused (expected: root)");
        }
        return new SmallDisk(folder);
    }

    Path folder() {
        return folder;
    }

    void fill() throws IOException {
        byte[] block = new byte[4 * 1024];
        try (var out = Files.newOutputStream(folder.resolve(FILLER))) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            if (folder.toFile().getUsableSpace() > 0) {
                throw full;
            }
        }
    }

    void free() throws IOException {
        Files.delete(folder.resolve(FILLER));
    }

    @Override
    public void close() throws IOException {
        Program.run(List.of("umount", "-l", folder.toString()), folder.resolveSibling("mount.log"), TIME);
    }
}
