package dev.aligner.service.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class RecentCorrectionsTest {
    private static final String SECRET = "maria.lopez@example.com";

    private final RecentCorrections recent = new RecentCorrections(InstantSource.fixed(Instant.ofEpochMilli(7)));

    private static Correction correction(String answer, String text) {
        return Correction.of("m", answer, text, FinishReason.STOP, 1, new Usage(20, 5, 10, 8), Timings.NOTHING);
    }

    @Test
    void theNewestIsFirstAndHoldsNoText() {
        recent.corrected("corrections", "corr_1", correction("Mail " + SECRET + ".", "Mail me."));
        recent.corrected("route/openai", null, correction("Fine.", "Fine."));
        assertThat(recent.last()).extracting(SeenCorrection::action).containsExactly("NONE", "CORRECTED");
        assertThat(recent.last().get(1).id()).isEqualTo("corr_1");
        assertThat(recent.last().get(1).time()).isEqualTo(7);
        assertThat(recent.last().toString()).doesNotContain(SECRET, "Mail");
    }

    @Test
    void theRingKeepsTheLastAndTheCountsKeepAll() {
        for (int i = 0; i < RecentCorrections.KEPT + 3; i++) {
            recent.corrected("batch", "corr_" + i, correction("a", "a"));
        }
        assertThat(recent.last()).hasSize(RecentCorrections.KEPT);
        assertThat(recent.last().get(0).id()).isEqualTo("corr_" + (RecentCorrections.KEPT + 2));
        assertThat(recent.last().get(RecentCorrections.KEPT - 1).id()).isEqualTo("corr_3");
        assertThat(recent.counts().ended())
                .containsExactly(new Overview.Ended("batch", "NONE", null, RecentCorrections.KEPT + 3));
        assertThat(recent.counts().tokens().accepted()).isEqualTo(8L * (RecentCorrections.KEPT + 3));
    }

    @Test
    void aFailureSaysItsCodeAndNotItsMessage() {
        recent.failed("batch", null, AlignerException.of(ErrorCode.DEADLINE, "timeout: " + SECRET));
        recent.failed("batch", null, new IllegalStateException(SECRET));
        assertThat(recent.last()).extracting(SeenCorrection::reason).containsExactly("internal_error", "deadline");
        assertThat(recent.last().toString()).doesNotContain(SECRET);
    }
}
