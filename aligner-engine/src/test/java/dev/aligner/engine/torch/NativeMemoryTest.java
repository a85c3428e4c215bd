package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.aligner.engine.model.Conditioning;
import dev.aligner.engine.model.LanguageModel;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.model.Segment;
import dev.aligner.engine.weights.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a step takes it gives back, also when it fails: every unclosed handle would show in the process's memory. */
class NativeMemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String DECODER = "src/test/resources/models/llama-f32-tied";
    private static final String ENCODER_DECODER = "src/test/resources/encoder-decoders/t5-f32-untied";
    private static final Conditioning PROMPT = new Conditioning(150);
    private static final int STEPS = 1000;

    /** Far above noise; a leak of one step's smallest tensor is 1000 allocations of its own. */
    private static final long SLACK_KIB = 16 * 1024;

    @BeforeEach
    void onlyWhereTheKernelTells() {
        assumeThat(STATUS).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {DECODER, ENCODER_DECODER})
    void stepsLeaveNothingBehind(Path folder) throws IOException {
        try (ModelFiles files = ModelFiles.open(folder);
                LanguageModel model = TorchModels.load(files, Precision.INT8, 2, 256, 1)) {
            run(model, STEPS);
            long before = nativeKib();
            run(model, STEPS);
            assertThat(nativeKib() - before).isLessThan(SLACK_KIB);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {DECODER, ENCODER_DECODER})
    void failedStepsLeaveNothingBehindAndTheModelWorksOn(Path folder) throws IOException {
        try (ModelFiles files = ModelFiles.open(folder);
                LanguageModel model = TorchModels.load(files, Precision.FLOAT32, 2, 256, 1)) {
            fail(model, STEPS);
            long before = nativeKib();
            fail(model, STEPS);
            assertThat(nativeKib() - before).isLessThan(SLACK_KIB);
            run(model, 1);
        }
    }

    private static void run(LanguageModel model, int steps) {
        float[] row = new float[model.shape().vocabulary()];
        for (int i = 0; i < steps; i++) {
            int[] tokens = new int[200];
            try (Logits logits = model.forward(List.of(new Segment(i % 2, 0, tokens, 149, PROMPT)))) {
                logits.copyRow(50, row);
            }
        }
    }

    private static void fail(LanguageModel model, int steps) {
        int[] tokens = new int[200];
        tokens[199] = model.shape().vocabulary();
        for (int i = 0; i < steps; i++) {
            assertThatThrownBy(() -> model.forward(List.of(new Segment(0, 0, tokens, 149, PROMPT))))
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
