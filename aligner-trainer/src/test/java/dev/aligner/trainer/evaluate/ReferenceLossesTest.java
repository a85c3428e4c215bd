package dev.aligner.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.engine.Score;
import dev.aligner.engine.decode.TokenBytes;
import dev.aligner.trainer.example.ChangedTargets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReferenceLossesTest {
    @Test
    void eachTokenGoesToItsSide() {
        TokenBytes letters = new TokenBytes() {
            @Override
            public byte[] bytes(int token) {
                return token == 0 ? new byte[0] : Character.toString(token).getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public boolean dropsLeadingSpace() {
                return false;
            }
        };
        ChangedTargets targets = ChangedTargets.of("a b c", new int[] {'a', ' ', 'x', ' ', 'c', 0}, letters);

        TokenLoss loss =
                ReferenceLosses.loss(new Score(new double[] {-1, -2, -4, -8, -16, -32}, Duration.ZERO), targets);

        assertThat(loss).isEqualTo(new TokenLoss(4, 1, 59, 5));
    }
}
