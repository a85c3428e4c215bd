package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.model.Segment;
import dev.aligner.engine.weights.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a step takes it gives back, also when it fails: every unclosed handle would show in the process's memory. */
class NativeMemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path MODEL = Path.of("src/test/resources/models/llama-f32-tied");
    private static final int STEPS = 1000;

    /** Far above noise; a leak of one step's smallest tensor is 1000 allocations of its own. */
    private static final long SLACK_KIB = 16 * 1024;

    @BeforeEach
    void onlyWhereTheKernelTells() {
        assumeThat(STATUS).exists();
    }

    @Test
    void stepsLeaveNothingBehind() throws IOException {
        try (ModelFiles files = ModelFiles.open(MODEL);
                TorchDecoder model = new TorchDecoder(files, Precision.INT8, 2, 256, 1)) {
            run(model, STEPS);
            long before = nativeKib();
            run(model, STEPS);
            assertThat(nativeKib() - before).isLessThan(SLACK_KIB);
        }
    }

    @Test
    void failedStepsLeaveNothingBehindAndTheModelWorksOn() throws IOException {
        try (ModelFiles files = ModelFiles.open(MODEL);
                TorchDecoder model = new TorchDecoder(files, Precision.FLOAT32, 2, 256, 1)) {
            fail(model, STEPS);
            long before = nativeKib();
            fail(model, STEPS);
            assertThat(nativeKib() - before).isLessThan(SLACK_KIB);
            run(model, 1);
        }
    }

    private static void run(TorchDecoder model, int steps) {
        float[] row = new float[model.shape().vocabulary()];
        for (int i = 0; i < steps; i++) {
            int[] tokens = new int[200];
            try (Logits logits = model.forward(List.of(new Segment(i % 2, 0, tokens, 0)))) {
                logits.copyRow(199, row);
            }
        }
    }

    private static void fail(TorchDecoder model, int steps) {
        int[] tokens = new int[200];
        tokens[199] = model.shape().vocabulary();
        for (int i = 0; i < steps; i++) {
            assertThatThrownBy(() -> model.forward(List.of(new Segment(0, 0, tokens, 0))))
                    .isInstanceOf(RuntimeException.class);
        }
    }

    private static long nativeKib() throws IOException {
        System.gc();
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("RssAnon"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
