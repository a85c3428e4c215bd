package dev.aligner.docs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of a page that does not end by itself: a service, a gateway, a model that is none. */
final class Served implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final Path log;

    /** @param builder with folder and environment, without a command */
    Served(ProcessBuilder builder, Path prelude, Path script) throws IOException {
        log = script.resolveSibling(script.getFileName() + ".log");
        process = builder.command("bash", "-c", ". '" + prelude + "'; . '" + script + "'")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Waits until something is there that has an answer. */
    void awaitReady(URI url, Duration most) throws InterruptedException, IOException {
        long end = System.nanoTime() + most.toNanos();
        while (!answers(url)) {
            // there is nothing to be woken by: it is another process, in the middle of its start
            if (process.waitFor(200, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                close();
                throw new OutOfTime(url + " is not served:\n" + Files.readString(log));
            }
        }
    }

    private static boolean answers(URI url) throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(5)).build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 500;
        } catch (IOException e) {
            return false;
        }
    }

    /** As Ctrl+C does, to what the command started too. */
    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        all.forEach(ProcessHandle::destroy);
        process.destroy();
        all.forEach(handle -> handle.onExit().orTimeout(20, TimeUnit.SECONDS).join());
    }
}
