package dev.aligner.docs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What pages have started, by host and port. It stays for the next page, which often begins with the same command. */
final class Running implements AutoCloseable {
    private record Entry(String command, Served served) {}

    private final Map<String, Entry> entries = new HashMap<>();

    /**
     * Starts something, in the place of what was there with another command, and waits until it answers.
     *
     * @param script with the command
     */
    void serve(URI url, ProcessBuilder builder, Path prelude, Path script, Duration most)
            throws IOException, InterruptedException {
        String command = Repository.read(script);
        String place = url.getAuthority();
        Entry before = entries.get(place);
        if (before != null && before.command().equals(command)) {
            return;
        }
        if (before != null) {
            entries.remove(place);
            before.served().close();
        }
        Served served = new Served(builder, prelude, script);
        served.awaitReady(url, most);
        entries.put(place, new Entry(command, served));
    }

    @Override
    public void close() {
        entries.values().forEach(entry -> entry.served().close());
    }
}
