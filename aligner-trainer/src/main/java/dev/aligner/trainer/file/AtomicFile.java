package dev.aligner.trainer.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.UUID;

/**
 * A file that appears, or takes an older one's place, when it is complete: written beside its place, forced to the disk
 * and moved there by {@link #commit}. Closed without that, nothing is left and nothing has changed.
 */
public final class AtomicFile implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path target;
    private final Path unfinished;
    private final FileChannel channel;
    private final OutputStream out;

    private AtomicFile(Path target, Path unfinished) throws IOException {
        this.target = target;
        this.unfinished = unfinished;
        this.channel = FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES) {
            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }

    /**
     * Starts a file; its directory is made where it is missing.
     *
     * @throws UncheckedIOException if the directory cannot be written
     */
    public static AtomicFile at(Path target) {
        try {
            Path directory =
                    Objects.requireNonNull(target.toAbsolutePath().normalize().getParent(), "a file has a directory");
            Files.createDirectories(directory);
            return new AtomicFile(target, directory.resolve("." + target.getFileName() + "." + UUID.randomUUID()));
        } catch (IOException e) {
            throw failed(target, e);
        }
    }

    /** A file of these bytes. */
    public static void write(Path target, byte[] content) {
        try (AtomicFile file = at(target)) {
            file.out.write(content);
            file.commit();
        } catch (IOException e) {
            throw failed(target, e);
        }
    }

    /** A file of this text in UTF-8. */
    public static void write(Path target, String content) {
        write(target, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds the bytes that remain, without a copy on the Java heap. */
    public void write(ByteBuffer bytes) {
        try {
            out.flush();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw failed(target, e);
        }
    }

    /** Where the content goes; closing it does not end the file. */
    public OutputStream out() {
        return out;
    }

    /** Puts the file in its place. */
    public void commit() {
        try {
            out.flush();
            channel.force(true);
            channel.close();
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failed(target, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            throw failed(target, e);
        }
    }

    private static UncheckedIOException failed(Path target, IOException cause) {
        return new UncheckedIOException(target + ": cannot be written: " + cause.getMessage(), cause);
    }
}
