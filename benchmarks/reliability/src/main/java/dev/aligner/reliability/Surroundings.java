package dev.aligner.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** What must be said beside numbers. */
final class Surroundings {
    private Surroundings() {}

    /** @param load average of one minute before the first case */
    static List<String> about(Scale scale, boolean quick, double load, String loadAfter, List<String> tools) {
        return List.of(
                "date: " + LocalDate.now(ZoneOffset.UTC),
                "machine: " + processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores; JDK "
                        + System.getProperty("java.version"),
                String.format(Locale.ROOT, "load average before: %.1f, after: %s", load, loadAfter),
                (quick ? "`--quick`: " : "") + "each phase of load "
                        + scale.load().toSeconds() + " s, soak " + scale.soak().toMinutes() + " min",
                "with: " + String.join(", ", tools));
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
