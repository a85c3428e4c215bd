package dev.aligner.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final StringWriter out = new StringWriter();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void aLogGetsALineEveryTenSecondsAndOneAtTheEnd() {
        try (Progress.Lines lines = new Progress.Lines(new PrintWriter(out), nanos::get)) {
            for (int step = 1; step <= 25; step++) {
                nanos.addAndGet(1_000_000_000);
                lines.stepped(report(step, step / 25.0));
            }
        }

        assertThat(out.toString().lines())
                .containsExactly(
                        "step 10 (40.0 %): loss 0.5000, 870 tokens/s, 15 s left",
                        "step 20 (80.0 %): loss 0.5000, 870 tokens/s, 5 s left",
                        "step 25 (100.0 %): loss 0.5000, 870 tokens/s, 0 s left");
    }

    @Test
    void heldOutLossesAreShownAtOnce() {
        try (Progress.Lines lines = new Progress.Lines(new PrintWriter(out), nanos::get)) {
            lines.evaluated(5, Map.of("eval_changed", 1.25));
        }

        assertThat(out.toString().strip()).isEqualTo("step 5: held-out changed 1.2500");
    }

    @Test
    void durationsHaveTwoUnits() {
        assertThat(Progress.duration(59)).isEqualTo("59 s");
        assertThat(Progress.duration(61)).isEqualTo("1 min 1 s");
        assertThat(Progress.duration(7_260)).isEqualTo("2 h 1 min");
    }

    private static StepReport report(int step, double progress) {
        return new StepReport(step, 0, 0.5, 1e-4, 1, 100, 870, progress, step);
    }
}
