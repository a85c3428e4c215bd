package dev.aligner.reliability;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The service's own look at its log. */
final class AuditLog {
    private AuditLog() {}

    /** The exit code of {@code audit verify}: 0 where the files are one whole chain. */
    static int verify(Bench bench, Path... files) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Program.ofJdk("java"), "-Xmx128m", "-jar", bench.jar().toString(), "audit", "verify"));
        for (Path file : files) {
            command.add(file.toString());
        }
        return Program.run(command, bench.folder().resolve("verify.log"), Duration.ofMinutes(2));
    }
}
