package dev.aligner.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** What must be said beside numbers. */
final class Surroundings {
    private Surroundings() {}

    static List<String> about(List<String> tools) {
        return List.of(
                "machine: " + processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores; JDK "
                        + System.getProperty("java.version"),
                "with: " + String.join(", ", tools));
    }

    /** @param before load average of one minute, of this and of all else, when the case began */
    static String when(boolean quick, double before, Duration took) {
        return String.format(
                Locale.ROOT,
                "%s, %s%d s, load average %.1f to %.1f",
                LocalDate.now(ZoneOffset.UTC),
                quick ? "`--quick`, " : "",
                took.toSeconds(),
                before,
                load());
    }

    static double load() {
        try {
            return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0]);
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
