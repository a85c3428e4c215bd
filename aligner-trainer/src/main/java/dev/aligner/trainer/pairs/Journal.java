package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The outcomes of a run, a line each, in the order of their prompts. The file is the run's whole state: what it holds
 * is not asked again. A line that a crash cut short is taken off when the journal is opened; everything else that is
 * wrong is an error. Not safe for several threads or processes.
 */
final class Journal implements AutoCloseable {
    private final Path file;
    private final Origin origin;
    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();
    private final RandomAccessFile lines;

    private Journal(Path file, Origin origin, RandomAccessFile lines) {
        this.file = file;
        this.origin = origin;
        this.lines = lines;
    }

    /** @throws AlignerException if the file holds outcomes of another origin, or lines that are none */
    static Journal open(Path file, Origin origin) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Journal journal = new Journal(file, origin, new RandomAccessFile(file.toFile(), "rw"));
            try {
                journal.recover();
            } catch (RuntimeException | IOException e) {
                journal.close();
                throw e;
            }
            return journal;
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private void recover() throws IOException {
        String text = Files.readString(file);
        int whole = text.lastIndexOf('\n') + 1;
        int number = 0;
        for (String line : (Iterable<String>) text.substring(0, whole).lines()::iterator) {
            number++;
            recover(number, line);
        }
        lines.setLength(text.substring(0, whole).getBytes(StandardCharsets.UTF_8).length);
        lines.seek(lines.length());
    }

    private void recover(int number, String line) {
        try {
            JsonNode row = OutcomeJson.parse(line);
            Origin found = OutcomeJson.origin(row);
            if (!found.equals(origin)) {
                throw AlignerException.invalidField(
                        "out",
                        file + ":" + number + ": from " + found + " (expected: " + origin
                                + ", or a directory without samples)");
            }
            Outcome outcome = OutcomeJson.read(row);
            outcomes.put(outcome.prompt().key(), outcome);
        } catch (JacksonException e) {
            throw AlignerException.invalidField("out", file + ":" + number + ": " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            throw AlignerException.invalidField(
                    "out", file + ":" + number + ": not a sample's line (" + e.getMessage() + ")");
        }
    }

    Origin origin() {
        return origin;
    }

    boolean holds(Prompt prompt) {
        return outcomes.containsKey(prompt.key());
    }

    /** Those of the prompts, in the prompts' order; a prompt that was not asked yet has none. */
    List<Outcome> outcomes(Collection<Prompt> prompts) {
        return prompts.stream()
                .map(prompt -> outcomes.get(prompt.key()))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Returns when the operating system has the line: the process may then be killed. */
    void append(Outcome outcome) {
        try {
            lines.write((OutcomeJson.write(outcome, origin) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw failed(file, e);
        }
        outcomes.put(outcome.prompt().key(), outcome);
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static AlignerException failed(Path file, IOException e) {
        return AlignerException.of(ErrorCode.INVALID_FIELD, file + ": cannot be read or written", e);
    }
}
