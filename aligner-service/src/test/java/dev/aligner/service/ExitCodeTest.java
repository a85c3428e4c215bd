package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.service.host.ExitOnLoadFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExitCodeTest {
    @Test
    void aServiceWithoutItsModelEndsWithAMessageAndACode(@TempDir Path directory)
            throws IOException, InterruptedException {
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AlignerApplication.class.getName(),
                        "--server.port=0",
                        "--aligner.model.path=" + directory.resolve("no-model"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(ExitOnLoadFailure.EXIT_CODE);
            assertThat(Files.readString(log)).contains("the corrector cannot be loaded: ", "no-model");
        } finally {
            process.destroyForcibly();
        }
    }
}
