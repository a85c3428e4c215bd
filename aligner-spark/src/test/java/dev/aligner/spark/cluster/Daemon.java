package dev.aligner.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.launcher.JavaModuleOptions;

/** A JVM of a Spark that consists of Maven's artifacts. What it says is kept, and can be waited for. */
final class Daemon implements AutoCloseable {
    private static final long SECONDS = 400;

    private final String name;
    private final Process process;
    private final List<String> said = new ArrayList<>();
    private final CompletableFuture<Void> silent = new CompletableFuture<>();

    private Daemon(String name, Process process) {
        this.name = name;
        this.process = process;
        Thread reader = new Thread(this::listen, name);
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a class of Spark's.
     *
     * @param home of this Spark: an empty folder {@code jars} in it is all that its scripts look for
     * @param properties more options of the JVM
     */
    static Daemon start(String name, Path home, List<String> properties, String main, List<String> arguments)
            throws IOException {
        String classPath = Files.readString(Path.of("target/spark.classpath")).strip();
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                // a driver does not start with less than 450 MB
                "-Xmx640m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                // on a port of its own choice
                "-Dspark.master.rest.enabled=false",
                "-cp",
                classPath));
        for (String option : JavaModuleOptions.defaultModuleOptionArray()) {
            // a module in incubation warns of itself in every process
            if (!option.startsWith("--add-modules")) {
                command.add(option);
            }
        }
        command.addAll(properties);
        command.add(main);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "SPARK_HOME",
                        home.toString(),
                        "SPARK_DIST_CLASSPATH",
                        classPath,
                        "SPARK_SCALA_VERSION",
                        "2.13",
                        "SPARK_LOCAL_IP",
                        "127.0.0.1"));
        return new Daemon(name, builder.start());
    }

    private void listen() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (said) {
                    said.add(line);
                    said.notifyAll();
                }
            }
        } catch (IOException killed) {
            // as a test does
        }
        synchronized (said) {
            silent.complete(null);
            said.notifyAll();
        }
    }

    /** Waits until it says something like this; the result is the pattern's first group, or all of the match. */
    String says(Pattern pattern) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        int seen = 0;
        synchronized (said) {
            while (true) {
                for (; seen < said.size(); seen++) {
                    Matcher matcher = pattern.matcher(said.get(seen));
                    if (matcher.find()) {
                        return matcher.group(Math.min(1, matcher.groupCount()));
                    }
                }
                long left = deadline - System.nanoTime();
                if (silent.isDone() || left <= 0) {
                    throw new AssertionError(name + " never said " + pattern + ":\n" + text());
                }
                TimeUnit.NANOSECONDS.timedWait(said, left);
            }
        }
    }

    String text() {
        synchronized (said) {
            return String.join("\n", said);
        }
    }

    /** Done when it has ended. */
    CompletableFuture<?> end() {
        return process.onExit();
    }

    /** Waits for its end. */
    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS))
                .as(() -> name + " ends; it said:\n" + text())
                .isTrue();
        return process.exitValue();
    }

    /** At once and with all that it has started, as a machine that loses its power. */
    void kill() {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
        started.forEach(each -> each.onExit().join());
    }

    @Override
    public void close() {
        kill();
        process.onExit().join();
    }
}
