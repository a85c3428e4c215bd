package dev.aligner.trainer.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import dev.aligner.engine.model.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalPolicyTest {
    static final Path TINY = Path.of("../aligner-engine/src/test/resources/models/llama-f32-tied");

    @Test
    void aSeedGivesItsAnswerAloneAndAmongOthers() {
        try (LocalPolicy policy = LocalPolicy.load(TINY, null, Precision.FLOAT32, 4, 128, 1)) {
            List<CompletableFuture<Policy.Answer>> together = IntStream.range(0, 8)
                    .mapToObj(i -> policy.answer(Question.of("question " + i), sampling(i, 12)))
                    .toList();
            List<Policy.Answer> answers =
                    together.stream().map(CompletableFuture::join).toList();

            assertThat(policy.answer(Question.of("question 5"), sampling(5, 12)).join())
                    .isEqualTo(answers.get(5));
            assertThat(policy.answer(Question.of("question 5"), sampling(6, 12)).join())
                    .isNotEqualTo(answers.get(5));
            assertThat(policy.name().digest()).hasSize(64);
        }
    }

    @Test
    void aQuestionThatDoesNotFitIsRefusedAndOthersGoOn() {
        try (LocalPolicy policy = LocalPolicy.load(TINY, null, Precision.FLOAT32, 1, 64, 1)) {
            CompletableFuture<Policy.Answer> large = policy.answer(Question.of("word ".repeat(200)), sampling(1, 4));

            assertThatThrownBy(() -> InOrder.join(large))
                    .isInstanceOfSatisfying(
                            AlignerException.class,
                            error -> assertThat(error.code()).isEqualTo(ErrorCode.TOO_LARGE));
            assertThat(policy.answer(Question.of("hi"), sampling(1, 4)).join()).isNotNull();
        }
    }

    private static Sampling sampling(long seed, int maxTokens) {
        return new Sampling(1, 0, 1, 1, 0, seed, maxTokens, List.of());
    }
}
