package dev.aligner.service.benchmark;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What was measured, round by round. */
final class Rounds {
    private final Map<String, Map<Measure, List<Double>>> values = new LinkedHashMap<>();

    void add(Contestant contestant, Measure measure, double value) {
        values.computeIfAbsent(contestant.name(), name -> new EnumMap<>(Measure.class))
                .computeIfAbsent(measure, name -> new ArrayList<>())
                .add(value);
    }

    Map<Measure, List<Double>> of(String contestant) {
        return values.getOrDefault(contestant, Map.of());
    }

    List<Double> of(String contestant, Measure measure) {
        return of(contestant).getOrDefault(measure, List.of());
    }

    double median(String contestant, Measure measure) {
        return Percentiles.of(of(contestant, measure)).at(50);
    }

    /** Of each round by itself: what slowed a whole round down slowed both. */
    List<Double> ratios(String contestant, String other, Measure measure) {
        List<Double> ours = of(contestant, measure);
        List<Double> theirs = of(other, measure);
        return IntStream.range(0, Math.min(ours.size(), theirs.size()))
                .mapToObj(round -> ours.get(round) / theirs.get(round))
                .toList();
    }

    double ratio(String contestant, String other, Measure measure) {
        return Percentiles.of(ratios(contestant, other, measure)).at(50);
    }

    /** The median of the rounds' differences. */
    double over(String contestant, String other, Measure measure) {
        List<Double> ours = of(contestant, measure);
        List<Double> theirs = of(other, measure);
        return Percentiles.of(IntStream.range(0, Math.min(ours.size(), theirs.size()))
                        .mapToObj(round -> ours.get(round) - theirs.get(round))
                        .toList())
                .at(50);
    }
}
