package dev.aligner.engine.corrector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.Action;
import dev.aligner.core.AlignerException;
import dev.aligner.core.Care;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Question;
import dev.aligner.core.Reason;
import dev.aligner.core.Sampling;
import dev.aligner.core.edit.Edits;
import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.core.policy.EdgeWhitespace;
import dev.aligner.core.policy.OutputJudge;
import dev.aligner.core.policy.OutputLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeliberationTest {
    private static final String ANSWER = "The sky is green, you old fool.";
    private static final double LEAST = 2;

    private final HeardCorrection heard = new HeardCorrection();
    private final ScriptedGenerator engine = new ScriptedGenerator();
    private final List<CorrectionRequest> asked = new ArrayList<>();

    /** Longer answers than this do not fit. */
    private int room = 1000;

    private static int[] target(String text) {
        return IntStream.concat(EdgeWhitespace.of(text).core().chars(), IntStream.of(0))
                .toArray();
    }

    private Deliberation start(Care care, double temperature) {
        return start(care, temperature, heard);
    }

    private Deliberation start(Care care, double temperature, CorrectionListener listener) {
        CorrectionRequest request = new CorrectionRequest(
                Question.of("What colour is it?"),
                ANSWER,
                null,
                null,
                new Sampling(temperature, 0, 1, 1, 0, 7L, null, List.of()),
                Duration.ofSeconds(5),
                null,
                care,
                0);
        Deliberation deliberation = new Deliberation("model", 1, request, this::run, Runnable::run, listener);
        deliberation.start();
        return deliberation;
    }

    private @Nullable CorrectionRun run(
            CorrectionRequest request, CorrectionRun.Sequel sequel, CorrectionListener listener) {
        if (request.answer().length() > room) {
            return null;
        }
        asked.add(request);
        Window window = new Window("", request.answer(), new int[7], new OutputLimit(99, OutputLimit.Bound.GROWTH));
        return new CorrectionRun(
                "model",
                request,
                1,
                List.of(window),
                CorrectionPolicy.DEFAULT,
                new OutputJudge(List.of("ASSISTANT:")),
                new MarginGate(LEAST, DeliberationTest::target),
                engine,
                Runnable::run,
                listener,
                sequel);
    }

    private void writes(String text) {
        engine.last().write(text).end(FinishReason.STOP);
    }

    private void writes(String text, double margin) {
        writes(text);
        engine.weigh(margin);
    }

    @Test
    void eachPassCorrectsTheOneBeforeUntilNothingChanges() {
        start(new Care(5, 1, null), 0);

        writes("The sky is green, you fool.", 9);
        assertThat(heard.streamed()).isEmpty();
        writes("The sky is green.", 4);
        writes("The sky is green.");

        Correction correction = heard.correction();
        assertThat(asked)
                .extracting(CorrectionRequest::answer)
                .containsExactly(ANSWER, "The sky is green, you fool.", "The sky is green.");
        assertThat(correction.text()).isEqualTo("The sky is green.").isEqualTo(heard.streamed());
        assertThat(Edits.apply(ANSWER, correction.edits())).isEqualTo(correction.text());
        assertThat(correction.margin()).isEqualTo(4);
        assertThat(correction.usage().promptTokens()).isEqualTo(21);
    }

    @Test
    void thereAreNoMorePassesThanAskedFor() {
        start(new Care(2, 1, null), 0);

        writes("The sky is green, you fool.", 9);
        writes("The sky is green.", 4);

        assertThat(heard.correction().text()).isEqualTo("The sky is green.");
        assertThat(asked).hasSize(2);
    }

    @Test
    void aPassThatIsRefusedKeepsWhatTheOneBeforeMade() {
        start(new Care(3, 1, null), 0);

        writes("The sky is green.", 9);
        writes("The sky", LEAST - 0.5);

        assertThat(heard.correction().action()).isEqualTo(Action.CORRECTED);
        assertThat(heard.correction().text()).isEqualTo("The sky is green.");
        assertThat(heard.correction().reason()).isNull();
        assertThat(heard.correction().margin()).isEqualTo(9);
        assertThat(asked).hasSize(2);
    }

    @Test
    void aFirstPassThatChangesNothingIsTheLastAndSaysWhy() {
        start(new Care(3, 1, null), 0);

        writes("Blue.", LEAST - 1);

        assertThat(heard.correction().action()).isEqualTo(Action.NONE);
        assertThat(heard.correction().reason()).isEqualTo(Reason.BELOW_MARGIN);
        assertThat(heard.correction().text()).isEqualTo(ANSWER).isEqualTo(heard.streamed());
        assertThat(asked).hasSize(1);
    }

    @Test
    void theBestIsTheOneWithTheLargestMargin() {
        start(new Care(1, 4, null), 0.7);

        writes("The sky is green, fool.", 3);
        writes("The sky is green.", 8);
        writes(ANSWER);
        writes("The sky.", LEAST - 1);

        assertThat(heard.correction().text()).isEqualTo("The sky is green.").isEqualTo(heard.streamed());
        assertThat(heard.correction().margin()).isEqualTo(8);
        assertThat(asked)
                .extracting(request -> request.sampling().temperature())
                .containsExactly(0.0, 0.7, 0.7, 0.7);
        assertThat(asked).extracting(request -> request.sampling().seed()).containsExactly(7L, 8L, 9L, 10L);
    }

    @Test
    void ofCandidatesThatMayNotBeDeliveredTheGreedyOneSaysWhy() {
        start(new Care(1, 2, null), 0.7);

        writes("Blue ASSISTANT: no");
        writes("The sky.", LEAST - 1);

        assertThat(heard.correction().action()).isEqualTo(Action.BYPASSED);
        assertThat(heard.correction().reason()).isEqualTo(Reason.TEMPLATE_LEAK);
        assertThat(heard.correction().text()).isEqualTo(ANSWER);
    }

    @Test
    void whatNoLongerFitsIsNotCorrectedAgain() {
        room = ANSWER.length();
        start(new Care(3, 1, null), 0);

        writes(ANSWER + " Or is it?", 5);

        assertThat(heard.correction().text()).isEqualTo(ANSWER + " Or is it?");
        assertThat(asked).hasSize(1);
    }

    @Test
    void cancellingReachesTheRunUnderWayAndStartsNoOther() {
        Deliberation deliberation = start(new Care(3, 1, null), 0);
        writes("The sky is green.", 9);

        deliberation.cancel();

        assertThat(engine.last().cancelled()).isTrue();
        engine.last().end(FinishReason.STOP);
        assertThatThrownBy(heard::correction)
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
        assertThat(asked).hasSize(2);
    }

    @Test
    void aListenerThatThrowsHearsOfTheEndAllTheSame() {
        start(new Care(2, 1, null), 0, new CorrectionListener() {
            @Override
            public void delta(String text) {
                throw new IllegalStateException("scripted");
            }

            @Override
            public void corrected(Correction correction) {
                heard.corrected(correction);
            }

            @Override
            public void failed(AlignerException error) {
                heard.failed(error);
            }
        });

        writes(ANSWER);

        assertThatThrownBy(heard::correction)
                .isInstanceOf(AlignerException.class)
                .hasMessageContaining("IllegalState");
    }

    @Test
    void candidatesThatWouldAllBeTheSameAreRefused() {
        assertThatThrownBy(() -> Deliberation.check(new Care(1, 2, null), Sampling.GREEDY))
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.field()).isEqualTo("best_of"));
    }
}
