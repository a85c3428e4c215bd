package dev.aligner.service.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMemoryTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void itIsReadAnewEachTime(@TempDir Path folder) throws IOException {
        Path status = folder.resolve("status");
        Files.writeString(status, "Name:\tjava\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\n");
        new ProcessMemory(status).bindTo(registry);
        assertThat(bytes("resident")).isEqualTo(1 << 20);
        assertThat(bytes("peak")).isEqualTo(2 << 20);
        Files.writeString(status, "VmRSS:\t    512 kB\n");
        assertThat(bytes("resident")).isEqualTo(1 << 19);
        assertThat(bytes("peak")).isNaN();
    }

    @Test
    void whereNothingTellsItThereIsNone(@TempDir Path folder) {
        new ProcessMemory(folder.resolve("status")).bindTo(registry);
        assertThat(registry.getMeters()).isEmpty();
    }

    private double bytes(String kind) {
        return registry.get("aligner.process.memory").tag("kind", kind).gauge().value();
    }
}
