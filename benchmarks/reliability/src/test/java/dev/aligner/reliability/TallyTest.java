package dev.aligner.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TallyTest {
    private static Reply reply(int status, @Nullable String retryAfter, double millis, @Nullable String failure) {
        return new Reply("/v1/x", status, Optional.ofNullable(retryAfter), "req", "body", millis, 10 * millis, failure);
    }

    @Test
    void answersAreCountedAndTheirTimesKept() {
        Tally tally = Tally.ofAnswersAndRefusals();
        for (int i = 1; i <= 100; i++) {
            tally.add(reply(200, null, i, null));
        }
        tally.add(reply(503, "3", 5000, null));
        assertThat(tally.sent()).isEqualTo(101);
        assertThat(tally.answered()).isEqualTo(100);
        assertThat(tally.refused()).isEqualTo(1);
        assertThat(tally.lost()).isZero();
        assertThat(tally.lostOnes()).isNull();
        assertThat(tally.millis().at(0.5)).isEqualTo(50);
        assertThat(tally.millis().at(0.99)).isEqualTo(99);
        assertThat(tally.refusalMillis().at(1)).isEqualTo(5000);
        assertThat(tally.outcomes()).containsEntry("200", 100L).containsEntry("503 with Retry-After", 1L);
    }

    @ParameterizedTest
    @CsvSource({"503, ", "503, 0", "503, soon", "500, 1", "404, ", "302, "})
    void aRefusalThatDoesNotSayWhenToComeBackIsALoss(int status, @Nullable String retryAfter) {
        Tally tally = Tally.ofAnswersAndRefusals();
        tally.add(reply(status, retryAfter, 1, null));
        assertThat(tally.lost()).isEqualTo(1);
        assertThat(tally.lostOnes()).isEqualTo("/v1/x: " + status + " body");
    }

    @Test
    void anAnswerThatIsNotWholeIsALossWhateverItsStatus() {
        Tally tally = Tally.ofAnswers();
        tally.add(reply(200, null, 1, "not the whole answer"));
        tally.add(reply(0, null, 1, "connection broke"));
        assertThat(tally.answered()).isZero();
        assertThat(tally.lost()).isEqualTo(2);
    }

    @Test
    void whereNobodyMayBeRefusedARefusalIsALoss() {
        Tally tally = Tally.ofAnswers();
        tally.add(reply(429, "1", 1, null));
        assertThat(tally.lost()).isEqualTo(1);
    }
}
