package dev.aligner.service.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the process holds of the machine's memory: weights and cache lie outside the heap, where nothing else counts them.
 * Read when somebody asks, from what Linux tells; on another system there is none.
 */
public final class ProcessMemory implements MeterBinder {
    private static final int KIB = 1024;

    private final Path status;

    public ProcessMemory() {
        this(Path.of("/proc/self/status"));
    }

    ProcessMemory(Path status) {
        this.status = status;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        if (Files.isReadable(status)) {
            gauge(registry, "resident", "VmRSS:");
            gauge(registry, "peak", "VmHWM:");
        }
    }

    private void gauge(MeterRegistry registry, String kind, String field) {
        Gauge.builder("aligner.process.memory", status, file -> bytes(file, field))
                .description("Memory of the process, native memory included")
                .baseUnit("bytes")
                .tag("kind", kind)
                .register(registry);
    }

    private static double bytes(Path file, String field) {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.stream()
                    .filter(line -> line.startsWith(field))
                    .mapToDouble(line -> KIB
                            * Double.parseDouble(
                                    line.substring(field.length()).strip().split("\\s+", -1)[0]))
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
