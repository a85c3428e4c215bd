package dev.aligner.trainer.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** Files that are there whole or not at all. */
final class WrittenFile {
    private WrittenFile() {}

    /**
     * Has the content written beside the file, forces it to the disk and moves it into place.
     *
     * @throws UncheckedIOException where that fails; what was there before is there still
     */
    static void replace(Path file, Consumer<FileChannel> content) {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                content.accept(channel);
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written", e);
        } finally {
            // there is one only where something failed, and that is what is told
            temporary.toFile().delete();
        }
    }

    static void replace(Path file, String text) {
        replace(file, channel -> write(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    static void write(FileChannel channel, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
