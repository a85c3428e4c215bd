package dev.aligner.service.observe;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Histograms with fixed buckets, which can be added up over instances; there are no percentiles, which cannot. */
public final class Histograms {
    private static final Duration[] REQUEST =
            seconds(IntStream.range(0, 14).mapToDouble(i -> 0.01 * (1 << i)).toArray());
    private static final Duration[] FIRST_TOKEN =
            seconds(.001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10);
    private static final Duration[] OUTPUT_TOKEN = seconds(.01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5);
    private static final double[] SEQUENCES = {1, 2, 4, 8, 16, 32, 64};
    private static final double[] TOKENS =
            DoubleStream.iterate(1, bound -> 4 * bound).limit(14).toArray();

    /** The first one holds what is unchanged: a bucket's bound must be above 0, and one character of the longest answer is more. */
    private static final double[] RATIO = {1e-6, .01, .02, .05, .1, .2, .4, .8, 1};

    private Histograms() {}

    /** Of whole requests: 10 ms, doubling up to 81.92 s. */
    public static Timer.Builder ofRequests(String name) {
        return timer(name, REQUEST);
    }

    /** Of waits for a first token, and of other waits: 1 ms to 10 s. */
    public static Timer.Builder ofWaits(String name) {
        return timer(name, FIRST_TOKEN);
    }

    /** Of the time that one token takes: 10 ms to 2.5 s. */
    public static Timer.Builder ofTokenTimes(String name) {
        return timer(name, OUTPUT_TOKEN);
    }

    /** Of sequences in a step: 1 to 64. */
    public static DistributionSummary.Builder ofSequences(String name) {
        return DistributionSummary.builder(name).serviceLevelObjectives(SEQUENCES);
    }

    /** Of numbers of tokens: 1 to 67,108,864. */
    public static DistributionSummary.Builder ofTokens(String name) {
        return DistributionSummary.builder(name).serviceLevelObjectives(TOKENS);
    }

    /** Of edit ratios: 0 to 1. */
    public static DistributionSummary.Builder ofRatios(String name) {
        return DistributionSummary.builder(name).serviceLevelObjectives(RATIO);
    }

    private static Timer.Builder timer(String name, Duration... bounds) {
        return Timer.builder(name).serviceLevelObjectives(bounds);
    }

    private static Duration[] seconds(double... bounds) {
        return Arrays.stream(bounds)
                .mapToObj(bound -> Duration.ofMillis(Math.round(1000 * bound)))
                .toArray(Duration[]::new);
    }
}
