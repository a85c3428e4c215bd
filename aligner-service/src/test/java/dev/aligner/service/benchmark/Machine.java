package dev.aligner.service.benchmark;

import io.netty.util.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.SpringBootVersion;

/** Where it was measured, and with what. */
final class Machine {
    private Machine() {}

    static Map<String, String> hardware() {
        Map<String, String> hardware = new LinkedHashMap<>();
        hardware.put("processor", line("/proc/cpuinfo", "model name"));
        hardware.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        hardware.put("memory", line("/proc/meminfo", "MemTotal"));
        hardware.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        return hardware;
    }

    static Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("java", System.getProperty("java.runtime.version", "unknown"));
        versions.put("spring-boot", SpringBootVersion.getVersion());
        var netty = Version.identify().get("netty-codec-http");
        versions.put("netty", netty == null ? "unknown" : netty.artifactVersion());
        return versions;
    }

    /** Processes that wanted a processor in the last minute, on average: how quiet it was. */
    static String load() {
        return "%.2f".formatted(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String line(String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
