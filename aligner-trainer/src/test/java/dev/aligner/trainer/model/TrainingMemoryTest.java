package dev.aligner.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.objective.SftLoss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A step gives back what it takes. */
class TrainingMemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int STEPS = 200;

    /** Two sequences of 100: a step's states alone are megabytes. */
    private static final long SLACK_KIB = 16 * 1024;

    @Test
    void stepsLeaveNothingBehind() throws IOException {
        assumeThat(STATUS).exists();
        List<Example> batch = List.of(new Example(new int[100], 50), new Example(new int[100], 20));
        for (Trainable trainable : List.of(Fixtures.FULL, Fixtures.LORA)) {
            try (TorchTrainingModel model = Fixtures.open(Fixtures.TIED, trainable)) {
                train(model, batch);
                int arrays = model.arrays();
                long before = nativeKib();
                train(model, batch);
                assertThat(model.arrays()).isEqualTo(arrays);
                assertThat(nativeKib() - before).isLessThan(SLACK_KIB);
            }
        }
    }

    private static void train(TorchTrainingModel model, List<Example> batch) {
        for (int step = 0; step < STEPS; step++) {
            model.backward(batch, SftLoss.plain(), 0.2);
            model.step(Optimiser.AdamW.standard(), 0.01, 1);
            model.score(batch);
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
