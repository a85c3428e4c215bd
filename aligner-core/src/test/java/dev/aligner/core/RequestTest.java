package dev.aligner.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.core.policy.CorrectionPolicy.DegenerateOutput;
import dev.aligner.core.policy.CorrectionPolicy.LongAnswer;
import dev.aligner.core.policy.CorrectionPolicy.Streaming;
import dev.aligner.core.policy.Restraint;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 2.1, Double.NaN, Double.POSITIVE_INFINITY})
    void strengthOutsideItsRangeIsRefused(double strength) {
        refused(
                "strength",
                () -> new CorrectionRequest(
                        Question.of("q"), "a", null, strength, Sampling.GREEDY, Duration.ofSeconds(1)));
    }

    @Test
    void samplingOutsideItsRangesIsRefusedByField() {
        refused("sampling.temperature", () -> sampling(Double.NaN, 0, 1, 1, 0, null, List.of()));
        refused("sampling.top_k", () -> sampling(0, -1, 1, 1, 0, null, List.of()));
        refused("sampling.top_p", () -> sampling(0, 0, 0, 1, 0, null, List.of()));
        refused("sampling.repetition_penalty", () -> sampling(0, 0, 1, 0, 0, null, List.of()));
        refused("sampling.frequency_penalty", () -> sampling(0, 0, 1, 1, 2.5, null, List.of()));
        refused("sampling.max_tokens", () -> sampling(0, 0, 1, 1, 0, 0, List.of()));
        refused("sampling.stop", () -> sampling(0, 0, 1, 1, 0, null, List.of("")));
        refused("sampling.stop", () -> sampling(0, 0, 1, 1, 0, null, Collections.nCopies(9, "x")));
        refused("sampling.stop", () -> sampling(0, 0, 1, 1, 0, null, List.of("x".repeat(65))));
    }

    @Test
    void questionEndsWithTheUsersTurn() {
        refused("messages", () -> new Question(List.of()));
        refused("messages", () -> new Question(List.of(new Message(Message.Role.ASSISTANT, "a"))));
        assertThat(Question.of("q").lastTurn()).isEqualTo("q");
    }

    @Test
    void policyBoundsTheOutputByTheAnswer() {
        assertThat(CorrectionPolicy.DEFAULT.maxOutputTokens(0)).isEqualTo(48);
        assertThat(CorrectionPolicy.DEFAULT.maxOutputTokens(101)).isEqualTo(200);
        assertThat(CorrectionPolicy.DEFAULT.maxOutputTokens(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
        assertThatIllegalArgumentException().isThrownBy(() -> policy(0.9, 48)).withMessageContaining("maxGrowth");
        assertThatIllegalArgumentException().isThrownBy(() -> policy(1.5, 0)).withMessageContaining("growthTokens");
    }

    @ParameterizedTest
    @EnumSource
    void wireNamesAreLowerCaseInEveryLocale(ErrorCode code) {
        assertThat(code.wireName()).matches("[a-z_]+");
    }

    @ParameterizedTest
    @EnumSource
    void reasonsAreFitForLabels(Reason reason) {
        assertThat(reason.wireName()).matches("[a-z_]+");
    }

    @Test
    void expectedRefusalsCarryNoStackTraceAndFailuresOfTheModelDo() {
        assertThat(AlignerException.invalidField("answer", "answer: missing").getStackTrace())
                .isEmpty();
        assertThat(Arrays.asList(
                        AlignerException.of(ErrorCode.MODEL_FAILED, "forward").getStackTrace()))
                .isNotEmpty();
    }

    private static void refused(String field, ThrowingCallable construction) {
        assertThatThrownBy(construction).isInstanceOfSatisfying(AlignerException.class, error -> {
            assertThat(error.code()).isEqualTo(ErrorCode.INVALID_FIELD);
            assertThat(error.field()).isEqualTo(field);
        });
    }

    private static Sampling sampling(
            double temperature,
            int topK,
            double topP,
            double repetitionPenalty,
            double frequencyPenalty,
            @Nullable Integer maxTokens,
            List<String> stop) {
        return new Sampling(temperature, topK, topP, repetitionPenalty, frequencyPenalty, null, maxTokens, stop);
    }

    private static CorrectionPolicy policy(double maxGrowth, int growthTokens) {
        return new CorrectionPolicy(
                LongAnswer.BYPASS,
                DegenerateOutput.BYPASS,
                Streaming.DECIDED,
                maxGrowth,
                growthTokens,
                new Restraint(1));
    }
}
