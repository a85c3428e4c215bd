package dev.aligner.trainer.file;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Results as they come, a JSON object a line, so that work that was cut off goes on where it was. A last line without its
 * end is what a crash left, and is dropped. Appending is safe from any thread.
 */
public final class JsonJournal implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final OutputStream out;

    /** Hears of a line that is there. */
    public interface Known {
        /**
         * @param place of the line, for messages
         * @throws IllegalArgumentException or JacksonException if this is no line of the journal
         */
        void line(String place, JsonNode line);
    }

    private JsonJournal(Path file, OutputStream out) {
        this.file = file;
        this.out = out;
    }

    /**
     * Opens or starts a journal; its directory is made where it is missing.
     *
     * @param known hears of each line in order
     * @throws AlignerException INVALID_FIELD, naming the place of a line that is wrong
     */
    public static JsonJournal open(Path file, Known known) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file's directory"));
            if (Files.exists(file)) {
                recover(file, known);
            }
            return new JsonJournal(
                    file, Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static void recover(Path file, Known known) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int whole = bytes.length;
        while (whole > 0 && bytes[whole - 1] != '\n') {
            whole--;
        }
        if (whole < bytes.length) {
            AtomicFile.write(file, Arrays.copyOf(bytes, whole));
        }
        List<String> lines =
                new String(bytes, 0, whole, StandardCharsets.UTF_8).lines().toList();
        for (int number = 1; number <= lines.size(); number++) {
            try {
                known.line(file + ":" + number, JSON.readTree(lines.get(number - 1)));
            } catch (JacksonException e) {
                throw notUnderstood(file, number, e.getOriginalMessage(), e);
            } catch (IllegalArgumentException e) {
                throw notUnderstood(file, number, e.getMessage(), e);
            }
        }
    }

    private static AlignerException notUnderstood(Path file, int number, @Nullable String why, Exception cause) {
        return AlignerException.of(
                ErrorCode.INVALID_FIELD,
                file + ":" + number + ": not understood: " + why + " (expected: a line that this command wrote)",
                cause);
    }

    /** In one write: what is there after a crash is whole lines and at most one torn one. */
    public synchronized void append(Object line) {
        try {
            out.write((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static UncheckedIOException failed(Path file, IOException e) {
        return new UncheckedIOException(file + ": cannot be read or written: " + e.getMessage(), e);
    }
}
