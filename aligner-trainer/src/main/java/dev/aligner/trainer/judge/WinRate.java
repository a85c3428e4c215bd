package dev.aligner.trainer.judge;

import dev.aligner.trainer.statistics.Interval;
import java.util.List;
import java.util.Optional;

/**
 * How an upstream's corrections did in one dimension.
 *
 * @param rows judged pairs, copies included
 * @param copies pairs whose correction is the answer; they are equal
 * @param contradictions pairs that the judge decided differently when they were swapped; they are equal too
 * @param unjudged pairs without a usable reply; in no other number
 * @param net (win − lose) / (win + lose + equal), −1..1, with its interval; empty where nothing was judged
 */
record WinRate(
        int rows, int win, int equal, int lose, int copies, int contradictions, int unjudged, Optional<Interval> net) {

    /** A pair's outcome. */
    record Judged(Verdict verdict, boolean copy, boolean contradiction) {}

    static WinRate of(List<Judged> judged, int unjudged, long seed) {
        return new WinRate(
                judged.size(),
                count(judged, Verdict.WIN),
                count(judged, Verdict.EQUAL),
                count(judged, Verdict.LOSE),
                (int) judged.stream().filter(Judged::copy).count(),
                (int) judged.stream().filter(Judged::contradiction).count(),
                unjudged,
                judged.isEmpty()
                        ? Optional.empty()
                        : Optional.of(Interval.of(
                                judged.stream()
                                        .map(one -> one.verdict().share())
                                        .toList(),
                                seed)));
    }

    private static int count(List<Judged> judged, Verdict verdict) {
        return (int) judged.stream().filter(one -> one.verdict() == verdict).count();
    }

    double copyRate() {
        return rows == 0 ? Double.NaN : (double) copies / rows;
    }
}
