package dev.aligner.reliability;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Other programs, run to their end or brought to it. */
final class Program {
    private Program() {}

    /** One of this JDK. */
    static String ofJdk(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /**
     * Runs it.
     *
     * @param output what it says is appended to it
     * @return the exit code
     * @throws IOException where it cannot be started, or does not end in time
     */
    static int run(List<String> command, Path output, Duration atMost) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        if (!ended(process, atMost)) {
            process.destroyForcibly();
            throw new IOException(command.get(0) + ": not ended after " + atMost);
        }
        return process.exitValue();
    }

    /** Ends it: by SIGTERM, and where that is not heard in time by SIGKILL. */
    static void end(Process process, Duration patience) {
        process.destroy();
        if (!ended(process, patience)) {
            process.destroyForcibly();
            ended(process, patience);
        }
    }

    private static boolean ended(Process process, Duration atMost) {
        try {
            return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
