package dev.aligner.engine.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class StepCostTest {
    @Property(tries = 100)
    void theLineOfNoisyStepsIsFound(@ForAll @DoubleRange(max = 50) double base, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StepCost cost = new StepCost();
        for (int i = 0; i < 600; i++) {
            int tokens = 1 + random.nextInt(60);
            cost.stepped(tokens, Math.round((base + tokens) * 1e6 * random.nextDouble(0.95, 1.05)));
        }
        assertThat(cost.baseInTokens()).isCloseTo(base, within(1 + base / 5));
    }

    @Test
    void whatIsLearnedIsForgottenWhenTheMachineChanges() {
        StepCost cost = new StepCost();
        for (int i = 0; i < 4000; i++) {
            int tokens = 1 + i % 30;
            cost.stepped(tokens, 1_000_000L * ((i < 1000 ? 20 : 4) + tokens));
        }
        assertThat(cost.baseInTokens()).isCloseTo(4, within(0.1));
    }

    @Test
    void stepsOfOneSizeOrWithoutTimeTellNothing() {
        StepCost cost = new StepCost();
        double before = cost.baseInTokens();
        for (int i = 0; i < 100; i++) {
            cost.stepped(1, 5_000_000);
            cost.stepped(7, 0);
        }
        assertThat(cost.baseInTokens()).isEqualTo(before);
    }
}
