package dev.aligner.service.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A process that listens on the loopback. */
record Server(String name, int port, long process) {
    /** @param place {@code PORT:PID} */
    static Server of(String name, String place) {
        int colon = place.indexOf(':');
        return new Server(
                name, Integer.parseInt(place.substring(0, colon)), Long.parseLong(place.substring(colon + 1)));
    }

    /** Resident memory of the process and its children, in MB of 10^6 bytes. Pages that they share count for each. */
    double residentMegabytes() {
        ProcessHandle handle = ProcessHandle.of(process)
                .orElseThrow(() -> new IllegalStateException(name + " is not running any more"));
        return Stream.concat(Stream.of(handle), handle.descendants())
                .mapToDouble(one -> kilobytes(one.pid()) * 1024 / 1e6)
                .sum();
    }

    private static double kilobytes(long process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
