package dev.aligner.service.plug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Action;
import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Question;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.relay.Blocking;
import dev.aligner.relay.Corrections;
import dev.aligner.relay.OnFailure;
import dev.aligner.relay.PieceCorrector;
import dev.aligner.upstream.Untouched;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class CorrectedTextsTest {
    private static final int LONGEST = 40;

    private static Mono<Correction> eight(CorrectionRequest request) {
        return Mono.just(Correction.of(
                "stub",
                request.answer(),
                request.answer().replace("six", "eight"),
                FinishReason.STOP,
                1,
                Usage.NOTHING,
                Timings.NOTHING));
    }

    private static PieceCorrector pieces(Corrections corrector) {
        return new PieceCorrector(corrector, Question.of("q"), "", null, null, Duration.ofSeconds(1), Blocking.NEVER);
    }

    private static CorrectedTexts corrected(List<String> texts, Corrections corrector) {
        return Objects.requireNonNull(
                CorrectedTexts.of(texts, pieces(corrector), LONGEST, OnFailure.OPEN, error -> true)
                        .block());
    }

    @Provide
    Arbitrary<List<String>> answers() {
        Arbitrary<String> words = Arbitraries.of(
                "six",
                " legs",
                "",
                " ",
                "\n",
                "{\"six\":6}",
                "```\nsix\n```",
                "\uD83D\uDE00",
                "\uD83D",
                "sixsix",
                "\u0000");
        return words.list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts))
                .list()
                .ofMaxSize(8);
    }

    @Property(tries = 200)
    void thereAreAsManyTextsInTheSameOrder(@ForAll("answers") List<String> texts) {
        CorrectedTexts done = corrected(texts, CorrectedTextsTest::eight);

        assertThat(done.texts()).hasSameSizeAs(texts);
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            boolean untouched = Untouched.ofWhole(text) != null || text.codePointCount(0, text.length()) > LONGEST;
            assertThat(done.texts().get(i)).isEqualTo(untouched ? text : text.replace("six", "eight"));
        }
        assertThat(done.outcome().action() == Action.CORRECTED)
                .isEqualTo(!done.texts().equals(texts));
    }

    @Property(tries = 50)
    void whereSomeFailTheOthersAreCorrected(@ForAll("answers") List<String> texts) {
        CorrectedTexts done = corrected(
                texts,
                request -> request.answer().length() % 2 == 0
                        ? eight(request)
                        : Mono.error(AlignerException.of(ErrorCode.DEADLINE, "late")));

        assertThat(done.texts()).hasSameSizeAs(texts);
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i).length() % 2 == 1) {
                assertThat(done.texts().get(i)).isEqualTo(texts.get(i));
            }
        }
    }

    @Test
    void aFailureThatIsNotToleratedFailsAll() {
        StepVerifier.create(CorrectedTexts.of(
                        List.of("six", "six"),
                        pieces(request -> Mono.error(AlignerException.of(ErrorCode.DEADLINE, "late"))),
                        LONGEST,
                        OnFailure.CLOSED,
                        error -> false))
                .expectError(AlignerException.class)
                .verify(Duration.ofSeconds(5));
    }
}
