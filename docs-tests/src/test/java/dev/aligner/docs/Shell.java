package dev.aligner.docs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One bash for a page: what a block sets, or where it goes, holds for those behind it. */
final class Shell implements AutoCloseable {
    /**
     * What became of a block.
     *
     * @param failed whether one of its commands did
     */
    record Outcome(boolean failed, String out, String err) {}

    private final Path notes;
    private final Process process;
    private final BufferedReader reports;
    private final Writer commands;
    private int blocks;

    /**
     * @param builder with folder and environment, without a command
     * @param prelude what it reads first
     * @param notes where blocks and what they say are kept
     */
    Shell(ProcessBuilder builder, Path prelude, Path notes) throws IOException {
        this.notes = Files.createDirectories(notes);
        process = builder.command("bash", "--noprofile", "--norc")
                .redirectError(notes.resolve("shell.err").toFile())
                .start();
        reports = process.inputReader(StandardCharsets.UTF_8);
        commands = process.outputWriter(StandardCharsets.UTF_8);
        commands.write(". '" + prelude + "'\n");
    }

    /** @param seconds that it may take */
    Outcome run(String block, long seconds) throws IOException, InterruptedException {
        Path script = Files.writeString(notes.resolve(++blocks + ".sh"), block);
        Path out = notes.resolve(blocks + ".out");
        Path err = notes.resolve(blocks + ".err");
        commands.write("failed=\n. '%s' >'%s' 2>'%s' </dev/null\nsaid='%s'\necho \"$failed\"\n"
                .formatted(script, out, err, err));
        commands.flush();
        boolean failed = !report(seconds, script, out, err).isEmpty();
        return new Outcome(failed, Files.readString(out), Files.readString(err));
    }

    private String report(long seconds, Path script, Path out, Path err) throws InterruptedException {
        try {
            String report = CompletableFuture.supplyAsync(this::line).get(seconds, TimeUnit.SECONDS);
            return report == null ? "the shell has ended" : report;
        } catch (TimeoutException e) {
            throw new OutOfTime("not done after " + seconds + " s:\n" + Repository.read(script) + "\nIt had said\n"
                    + Repository.read(out) + Repository.read(err));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable String line() {
        try {
            return reports.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
