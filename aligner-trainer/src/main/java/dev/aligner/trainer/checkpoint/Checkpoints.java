package dev.aligner.trainer.checkpoint;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints in a directory: {@code step-00000200/}, and {@code latest}, a file with the name of the one to go on
 * from. A checkpoint is written beside its place, forced to the disk, renamed, and only then named by {@code latest}:
 * whenever the process, the disk or the machine gives up, {@code latest} names a complete one. One writer at a time.
 */
public final class Checkpoints {
    private static final String LATEST = "latest";
    private static final String UNFINISHED = ".unfinished-";
    private static final Pattern NAME = Pattern.compile("step-\\d{8,}");

    private final Path directory;
    private final int keep;

    /**
     * @param directory is made with the first checkpoint
     * @param keep at least one; older ones are deleted after a newer one is complete
     */
    public Checkpoints(Path directory, int keep) {
        if (keep < 1) {
            throw new IllegalArgumentException("keep: " + keep + " (expected: >= 1)");
        }
        this.directory = directory;
        this.keep = keep;
    }

    /**
     * Writes a checkpoint, and names it the latest.
     *
     * @throws IOException if it cannot be written; the one before is still the latest then, and nothing is left of this
     */
    public Checkpoint write(long step, Contents contents) throws IOException {
        Files.createDirectories(directory);
        deleteUnfinished();
        String name = String.format(Locale.ROOT, "step-%08d", step);
        Path place = directory.resolve(name);
        Path unfinished = directory.resolve(UNFINISHED + name);
        try {
            Files.createDirectory(unfinished);
            contents.writeTo(unfinished);
            Manifest.of(unfinished).writeInto(unfinished);
            forceTree(unfinished);
            delete(place);
            Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
            force(directory);
            point(name);
        } catch (UncheckedIOException e) {
            deleteQuietly(unfinished, e);
            throw new IOException(cause(e).getMessage(), e);
        } catch (IOException | RuntimeException e) {
            deleteQuietly(unfinished, e);
            throw e;
        }
        prune(name);
        return new Checkpoint(step, place);
    }

    /**
     * The one to go on from, or none where none was ever complete.
     *
     * @throws AlignerException INVALID_FIELD where it is damaged, naming the file
     */
    public Optional<Checkpoint> latest() {
        Path pointer = directory.resolve(LATEST);
        try {
            String name = Files.readString(pointer).strip();
            Path place = directory.resolve(name);
            if (!NAME.matcher(name).matches() || !Files.isDirectory(place)) {
                throw AlignerException.of(
                        ErrorCode.INVALID_FIELD,
                        pointer + ": names \"" + name + "\" (expected: one of " + complete() + ")");
            }
            Manifest.readFrom(place).check(place);
            return Optional.of(new Checkpoint(Long.parseLong(name.substring("step-".length())), place));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw AlignerException.of(ErrorCode.INVALID_FIELD, pointer + ": unreadable: " + e.getMessage(), e);
        }
    }

    /** Deletes all checkpoints, for a run that starts anew. */
    public void clear() throws IOException {
        delete(directory);
    }

    private static Throwable cause(UncheckedIOException e) {
        return Objects.requireNonNullElse(e.getCause(), e);
    }

    private void point(String name) throws IOException {
        Path unfinished = directory.resolve(UNFINISHED + LATEST);
        Files.writeString(unfinished, name + "\n", StandardCharsets.UTF_8);
        force(unfinished);
        Files.move(
                unfinished,
                directory.resolve(LATEST),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        force(directory);
    }

    private void prune(String latest) throws IOException {
        List<Path> all = complete();
        for (Path old : all.subList(0, Math.max(0, all.size() - keep))) {
            if (!old.endsWith(latest)) {
                delete(old);
            }
        }
    }

    private List<Path> complete() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry ->
                            NAME.matcher(String.valueOf(entry.getFileName())).matches())
                    .sorted(Comparator.comparingLong(Checkpoints::step))
                    .toList();
        }
    }

    private static long step(Path checkpoint) {
        return Long.parseLong(String.valueOf(checkpoint.getFileName()).substring("step-".length()));
    }

    /** What a process that was killed while it wrote has left. */
    private void deleteUnfinished() throws IOException {
        List<Path> left;
        try (Stream<Path> entries = Files.list(directory)) {
            left = entries.filter(entry -> String.valueOf(entry.getFileName()).startsWith(UNFINISHED))
                    .toList();
        }
        for (Path each : left) {
            delete(each);
        }
    }

    private static void forceTree(Path root) throws IOException {
        List<Path> entries;
        try (Stream<Path> tree = Files.walk(root)) {
            entries = tree.toList();
        }
        for (Path entry : entries) {
            force(entry);
        }
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void deleteQuietly(Path path, Exception why) {
        try {
            delete(path);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException error) throws IOException {
                if (error != null) {
                    throw error;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
