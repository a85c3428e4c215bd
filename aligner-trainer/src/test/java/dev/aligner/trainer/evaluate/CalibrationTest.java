package dev.aligner.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static Weighed good(double margin) {
        return new Weighed(true, false, margin);
    }

    private static Weighed fixed(double margin) {
        return new Weighed(false, true, margin);
    }

    @Test
    void theLeastMarginThatTouchesFewEnough() {
        List<Weighed> cases = new ArrayList<>(List.of(good(1.234), good(0.5), good(3.001)));
        for (int unchanged = 0; unchanged < 7; unchanged++) {
            cases.add(new Weighed(true, false, null));
        }
        cases.addAll(List.of(fixed(1.2), fixed(1.3), fixed(9), new Weighed(false, false, 5.0)));

        Calibration calibration = Calibration.of(cases, 0.1);

        assertThat(calibration.least()).isEqualTo(1.24);
        assertThat(calibration.touched()).isEqualTo(1);
        assertThat(calibration.good()).isEqualTo(10);
        assertThat(calibration.touchedBound()).isBetween(0.39, 0.4);
        assertThat(calibration.others()).isEqualTo(4);
        assertThat(calibration.fixed()).isEqualTo(2);
        assertThat(calibration.fixedUngated()).isEqualTo(3);
        assertThat(Calibration.of(cases, 0).least()).isEqualTo(3.01);
        assertThat(Calibration.of(cases, 0.3).least()).isZero();
    }

    @Property
    void keepsItsPromise(
            @ForAll @Size(min = 1, max = 60) List<@DoubleRange(min = -50, max = 50) Double> margins,
            @ForAll @DoubleRange(min = 0, max = 1) double share) {
        List<Weighed> cases = margins.stream().map(CalibrationTest::good).toList();
        Calibration calibration = Calibration.of(cases, share);
        assertThat(calibration.touched()).isLessThanOrEqualTo((int) Math.floor(share * margins.size()));
        // and no smaller one would have, to the last digit written
        double smaller = calibration.least() - 0.011;
        if (calibration.least() > 0) {
            assertThat(cases.stream().filter(one -> one.passes(smaller)).count())
                    .isGreaterThan((long) Math.floor(share * margins.size()));
        }
    }

    @Property
    void theCurveFalls(@ForAll @Size(max = 40) List<@DoubleRange(min = -5, max = 5) Double> margins) {
        List<Weighed> cases = new ArrayList<>();
        margins.forEach(margin -> {
            cases.add(good(margin));
            cases.add(fixed(-margin));
        });
        List<Calibration.Point> curve = Calibration.of(cases, 0.01).curve();
        for (int at = 1; at < curve.size(); at++) {
            assertThat(curve.get(at).touched())
                    .isLessThanOrEqualTo(curve.get(at - 1).touched());
            assertThat(curve.get(at).fixed())
                    .isLessThanOrEqualTo(curve.get(at - 1).fixed());
        }
        if (!curve.isEmpty()) {
            assertThat(curve.get(curve.size() - 1).touched()).isZero();
        }
    }
}
