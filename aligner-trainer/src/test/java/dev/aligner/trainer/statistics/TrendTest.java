package dev.aligner.trainer.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TrendTest {
    @Test
    void aStraightLineIsOneInBoth() {
        Trend trend = Trend.of(new double[] {-1, 0, 1, 2}, new double[] {5, 3, 1, -1});

        assertThat(trend.ranks()).isCloseTo(-1, within(1e-12));
        assertThat(trend.straight()).isCloseTo(1, within(1e-12));
    }

    @Test
    void aCurveThatOnlyRisesIsOneByRanksAlone() {
        Trend trend = Trend.of(new double[] {0, 1, 2, 3}, new double[] {0, 1, 10, 100});

        assertThat(trend.ranks()).isCloseTo(1, within(1e-12));
        assertThat(trend.straight()).isBetween(0.5, 0.8);
    }

    /** By hand: ranks of y are 0.5, 2.5, 2.5, 0.5 with ties, which are as often up as down. */
    @Test
    void equalValuesShareTheirRank() {
        assertThat(Trend.of(new double[] {1, 2, 3, 4}, new double[] {1, 7, 7, 1})
                        .ranks())
                .isCloseTo(0, within(1e-12));
    }

    @Test
    void whatNeverChangesFollowsNothing() {
        assertThat(Trend.of(new double[] {1, 2}, new double[] {3, 3}).ranks()).isNaN();
    }
}
