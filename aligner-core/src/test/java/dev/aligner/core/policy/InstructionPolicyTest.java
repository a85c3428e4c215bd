package dev.aligner.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstructionPolicyTest {
    private static final Map<String, String> NAMED = Map.of("safer", "Make it safer", "factual", "Make it true");
    private final InstructionPolicy free = new InstructionPolicy.FreeText(20, NAMED);
    private final InstructionPolicy closed = new InstructionPolicy.NamedOnly(NAMED);

    @Test
    void nameIsReplacedByItsText() {
        assertThat(free.resolve(" safer\n")).isEqualTo("Make it safer");
        assertThat(closed.resolve("factual")).isEqualTo("Make it true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\n\u00a0"})
    void blankIsNone(String blank) {
        assertThat(free.resolve(blank)).isNull();
        assertThat(closed.resolve(blank)).isNull();
        assertThat(closed.resolve(null)).isNull();
    }

    @Test
    void freeTextCountsCodePoints() {
        assertThat(free.resolve("\ud83d\ude00".repeat(20))).isEqualTo("\ud83d\ude00".repeat(20));
        refusal(free, "\ud83d\ude00".repeat(21))
                .isEqualTo("instruction: 21 code points (expected: at most 20, or one of the names factual, safer)");
    }

    @Test
    void closedPolicyRefusesTextAndNamesWhatItKnows() {
        refusal(closed, "do harm").isEqualTo("instruction: 7 code points (expected: one of the names factual, safer)");
        refusal(new InstructionPolicy.NamedOnly(Map.of()), "do harm").contains("no instruction");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\u0000b", "a\u2028b", "a\u0085b", "a\tb"})
    void textOfSeveralLinesOrWithControlsIsRefused(String text) {
        refusal(free, text).contains("control character").doesNotContain(text);
    }

    @Test
    void unusableNamesAreRefusedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InstructionPolicy.NamedOnly(Map.of(" safer", "Make it safer")));
        assertThatIllegalArgumentException().isThrownBy(() -> new InstructionPolicy.FreeText(20, Map.of("safer", " ")));
        assertThatIllegalArgumentException().isThrownBy(() -> new InstructionPolicy.FreeText(0, NAMED));
    }

    private static AbstractStringAssert<?> refusal(InstructionPolicy policy, String instruction) {
        String[] message = {""};
        assertThatThrownBy(() -> policy.resolve(instruction)).isInstanceOfSatisfying(AlignerException.class, error -> {
            assertThat(error.code()).isEqualTo(ErrorCode.INVALID_FIELD);
            assertThat(error.field()).isEqualTo("instruction");
            message[0] = String.valueOf(error.getMessage());
        });
        return assertThat(message[0]);
    }
}
