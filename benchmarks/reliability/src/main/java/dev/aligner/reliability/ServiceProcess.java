package dev.aligner.reliability;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** The service as it is shipped, running. */
final class ServiceProcess implements Closeable {
    private static final Duration LOADING = Duration.ofMinutes(5);

    private final Process process;
    private final URI uri;
    private final Path log;

    private ServiceProcess(Process process, URI uri, Path log) {
        this.process = process;
        this.uri = uri;
        this.log = log;
    }

    /** How it is started. */
    static final class Start {
        private final Bench bench;
        private final List<String> jvm = new ArrayList<>(List.of("-Xmx320m", "-XX:+UseSerialGC"));
        private final List<String> options = new ArrayList<>();
        private final Map<String, String> environment =
                new HashMap<>(Map.of("GOMP_SPINCOUNT", "1000", "MALLOC_ARENA_MAX", "2", "DJL_OFFLINE", "true"));
        private final int port;
        private String scheme = "http";

        Start(Bench bench) {
            this.bench = bench;
            this.port = bench.port();
            option("aligner.model.path", bench.model());
            Path allocator = bench.tools().allocator();
            if (allocator != null) {
                environment("LD_PRELOAD", allocator.toString());
            }
        }

        Start jvm(String option) {
            jvm.add(option);
            return this;
        }

        Start environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        Start option(String property, Object value) {
            options.removeIf(option -> option.startsWith("--" + property + "="));
            options.add("--" + property + "=" + value);
            return this;
        }

        Start tls() {
            scheme = "https";
            return this;
        }

        /** Routes {@code /v1/} to an upstream, with the name {@code main}. */
        Start route(URI upstream) {
            return option("aligner.routes.main.upstream", upstream).option("aligner.routes.main.path", "/v1/");
        }

        /** Starts the process; it is not ready then. May be called again when one has ended. */
        ServiceProcess start() throws IOException {
            Path log = bench.folder().resolve("service.log");
            List<String> command = new ArrayList<>(List.of(Program.ofJdk("java")));
            command.addAll(jvm);
            command.addAll(List.of("-jar", bench.jar().toString(), "--server.port=" + port));
            command.addAll(options);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(bench.root().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            return bench.own(new ServiceProcess(builder.start(), URI.create(scheme + "://127.0.0.1:" + port), log));
        }

        /** Starts it, and waits until it is ready. */
        ServiceProcess ready() throws IOException, InterruptedException {
            ServiceProcess service = start();
            service.awaitReady();
            return service;
        }
    }

    URI uri() {
        return uri;
    }

    void awaitReady() throws IOException, InterruptedException {
        if (!readyWithin(LOADING)) {
            throw new IOException("the service: not ready (expected: within " + LOADING.toMinutes() + " min)");
        }
    }

    boolean readyWithin(Duration time) throws InterruptedException {
        Probe probe = probe();
        return Patience.until(time, () -> !process.isAlive() || probe.status("/readyz") == 200) && process.isAlive();
    }

    Probe probe() {
        return new Probe(uri);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    /** The exit code, 128 and the signal where one ended it; none where it still runs then. */
    OptionalInt awaitExit(Duration atMost) throws InterruptedException {
        return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)
                ? OptionalInt.of(process.exitValue())
                : OptionalInt.empty();
    }

    /** Bytes of memory that are resident. */
    long resident() throws IOException {
        return ProcessStatus.resident(process.pid());
    }

    String log() throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8);
    }

    /** The last line that says why there will be no corrector; empty where none does. */
    String loadFailure() throws IOException {
        return log().lines()
                .filter(line -> line.contains("the corrector cannot be loaded"))
                .reduce("", (before, last) -> last);
    }

    @Override
    public void close() {
        Program.end(process, Duration.ofSeconds(20));
    }
}
