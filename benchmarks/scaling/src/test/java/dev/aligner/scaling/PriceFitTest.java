package dev.aligner.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PriceFitTest {

    @Property(tries = 30)
    void pricesThatMadeTheTimesAreFound(@ForAll long seed) {
        Random random = new Random(seed);
        StepPrice price = new StepPrice(
                random.nextDouble(1e6, 2e7),
                random.nextDouble(1e5, 2e6),
                random.nextDouble(1e4, 1e6),
                random.nextDouble(100, 2000));
        List<PriceFit.Timed> steps = steps(random, price, 0);

        assertThat(PriceFit.error(PriceFit.of(steps), steps)).isLessThan(0.01);
    }

    @Test
    void noPriceIsNegativeAndNoiseAveragesOut() {
        Random random = new Random(2);
        StepPrice price = new StepPrice(8e6, 9e5, 0, 600);

        StepPrice found = PriceFit.of(steps(random, price, 0.05));

        assertThat(found.row()).isGreaterThanOrEqualTo(0);
        assertThat(found.base()).isCloseTo(price.base(), within(0.1 * price.base()));
        assertThat(found.token()).isCloseTo(price.token(), within(0.1 * price.token()));
    }

    private static List<PriceFit.Timed> steps(Random random, StepPrice price, double noise) {
        return IntStream.range(0, 200)
                .mapToObj(i -> {
                    int tokens = random.nextInt(1, 400);
                    StepPrice.Load load = new StepPrice.Load(
                            tokens,
                            random.nextBoolean() ? 1 : tokens,
                            StepPrice.Load.pairs(random.nextInt(1000), tokens));
                    return new PriceFit.Timed(load, price.nanos(load) * (1 + noise * random.nextGaussian()));
                })
                .toList();
    }
}
