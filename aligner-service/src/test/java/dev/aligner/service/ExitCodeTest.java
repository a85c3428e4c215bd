package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.service.cli.CommandLineTool;
import dev.aligner.service.host.ExitOnLoadFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class ExitCodeTest {
    @Test
    void aServiceWithoutItsModelEndsWithAMessageAndACode(@TempDir Path directory)
            throws IOException, InterruptedException {
        assertThat(ended(directory, AlignerApplication.class, "--aligner.model.path=" + directory.resolve("no-model")))
                .contains("the corrector cannot be loaded: ", "no-model");
    }

    @Test
    void aServiceWithAnotherModelThanTheConfiguredOneDoesToo(@TempDir Path directory)
            throws IOException, InterruptedException {
        assertThat(ended(directory, FakeService.class, "--aligner.model.sha256=" + "0f".repeat(32)))
                .contains("the corrector cannot be loaded: aligner.model.sha256: ", " has 00 (expected: 0f0f")
                .doesNotContain("ready: ");
    }

    /** What a service that must not start says. */
    private static String ended(Path directory, Class<?> service, String setting)
            throws IOException, InterruptedException {
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        service.getName(),
                        "--server.port=0",
                        setting)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(ExitOnLoadFailure.EXIT_CODE);
            return Files.readString(log);
        } finally {
            process.destroyForcibly();
        }
    }

    /** In a process of its own: logging is configured once, by whoever logs first. */
    @Test
    void theCommandLineWritesNoLogsAmongItsCorrections(@TempDir Path directory)
            throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoggingTool.class.getName())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(out)).isEmpty();
            assertThat(Files.readString(err)).contains("WARN ", "warned").doesNotContain("informed");
        } finally {
            process.destroyForcibly();
        }
    }

    /** What libraries do while a command runs. */
    static final class LoggingTool {
        private LoggingTool() {}

        public static void main(String[] args) {
            CommandLineTool.quietLogging();
            Logger log = LoggerFactory.getLogger(LoggingTool.class);
            log.info("informed");
            log.warn("warned");
        }
    }
}
