package dev.aligner.trainer.evaluate;

import dev.aligner.trainer.statistics.BinomialBound;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * The least margin at which at most a given share of good answers is touched, and what it costs.
 *
 * @param least nats, two decimals
 * @param good answers that should stay as they are
 * @param touched of them, at that margin
 * @param touchedBound how large their share may really be, with 95 % confidence
 * @param others answers that need fixing
 * @param fixed of them, at that margin
 * @param fixedUngated of them, with any margin
 * @param curve from the least margin seen to one that refuses all
 */
record Calibration(
        double least,
        int good,
        int touched,
        double touchedBound,
        int others,
        int fixed,
        int fixedUngated,
        List<Point> curve) {
    private static final double CONFIDENCE = 0.95;
    private static final BigDecimal SMALLEST_STEP = new BigDecimal("0.01");

    /** Shares of good answers touched and of other answers fixed, if so much is asked for. */
    record Point(double margin, double touched, double fixed) {}

    Calibration {
        curve = List.copyOf(curve);
    }

    /**
     * @param maxTouched share of good answers, 0..1
     */
    static Calibration of(List<Weighed> cases, double maxTouched) {
        List<Weighed> good = cases.stream().filter(Weighed::good).toList();
        List<Weighed> others = cases.stream().filter(one -> !one.good()).toList();
        double least = least(good, (int) Math.floor(maxTouched * good.size()));
        int touched = passing(good, least);
        return new Calibration(
                least,
                good.size(),
                touched,
                BinomialBound.upper(touched, good.size(), CONFIDENCE),
                others.size(),
                fixed(others, least),
                fixed(others, Double.NEGATIVE_INFINITY),
                curve(good, others));
    }

    /**
     * Never below 0: a change that the model itself finds less probable than none is not one it stands behind, even where
     * no good answer tells against it.
     */
    private static double least(List<Weighed> good, int allowed) {
        double[] margins = good.stream()
                .map(Weighed::margin)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        if (margins.length <= allowed) {
            return 0;
        }
        return Math.max(0, above(margins[margins.length - 1 - allowed]));
    }

    /** The next larger number of two decimals. */
    private static double above(double refused) {
        BigDecimal rounded = new BigDecimal(refused).setScale(2, RoundingMode.CEILING);
        return rounded.doubleValue() > refused
                ? rounded.doubleValue()
                : rounded.add(SMALLEST_STEP).doubleValue();
    }

    private static List<Point> curve(List<Weighed> good, List<Weighed> others) {
        TreeSet<Double> margins = new TreeSet<>();
        for (List<Weighed> group : List.of(good, others)) {
            group.stream().map(Weighed::margin).filter(Objects::nonNull).forEach(margins::add);
        }
        if (!margins.isEmpty()) {
            margins.add(Math.nextUp(margins.last()));
        }
        List<Point> points = new ArrayList<>();
        for (double margin : margins) {
            points.add(new Point(
                    margin, share(passing(good, margin), good.size()), share(fixed(others, margin), others.size())));
        }
        return points;
    }

    private static double share(int some, int all) {
        return all == 0 ? Double.NaN : (double) some / all;
    }

    private static int passing(List<Weighed> good, double least) {
        return (int) good.stream().filter(one -> one.passes(least)).count();
    }

    private static int fixed(List<Weighed> others, double least) {
        return (int)
                others.stream().filter(one -> one.fixed() && one.passes(least)).count();
    }
}
