package dev.aligner.reliability;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Where one case works, and what it started: all of it ends with the bench, the last first. */
final class Bench implements AutoCloseable {
    private final Setting setting;
    private final Path folder;
    private final Deque<AutoCloseable> owned = new ConcurrentLinkedDeque<>();

    Bench(Setting setting, String name) throws IOException {
        this.setting = setting;
        this.folder = setting.work().resolve(name);
        clear(folder);
        Files.createDirectories(folder);
    }

    /**
     * Of the whole run.
     *
     * @param root of the checkout
     * @param work folder for logs and what cases write
     * @param ports the next that is free
     * @param tools of others that are there
     */
    record Setting(
            Path root, Path work, Scale scale, Texts texts, AtomicInteger ports, Tools tools, PrintWriter progress) {}

    /** What a run before has left. */
    private static void clear(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    Scale scale() {
        return setting.scale();
    }

    Texts texts() {
        return setting.texts();
    }

    Tools tools() {
        return setting.tools();
    }

    Path root() {
        return setting.root();
    }

    /** A folder of this case alone. */
    Path folder() {
        return folder;
    }

    Path jar() {
        return setting.root().resolve("aligner-service/target/aligner-service.jar");
    }

    Path model() {
        return setting.root().resolve("models/smollm2-135m-instruct");
    }

    int port() {
        return setting.ports().getAndIncrement();
    }

    void say(String line) {
        setting.progress().println("  " + line);
        setting.progress().flush();
    }

    <T extends AutoCloseable> T own(T closed) {
        owned.push(closed);
        return closed;
    }

    /** A service that is yet to be started. */
    ServiceProcess.Start service() {
        return new ServiceProcess.Start(this);
    }

    /** A model that is none, listening. */
    MockUpstream upstream() throws IOException {
        return own(new MockUpstream(port(), texts()));
    }

    @Override
    public void close() {
        for (AutoCloseable next = owned.pollFirst(); next != null; next = owned.pollFirst()) {
            try {
                next.close();
            } catch (Exception e) {
                say("not closed: " + e);
            }
        }
    }
}
