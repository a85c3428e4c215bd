package dev.aligner.trainer.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.aligner.trainer.statistics.Trend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A corrector steered along its control vectors, and along random ones.
 *
 * @param from the first layer that is steered, from 0
 * @param correcting how many states of correcting the vectors come from
 * @param copying how many of copying
 * @param norms of the vectors, by layer of the band
 */
record Steered(
        List<String> contrast,
        int correcting,
        int copying,
        int from,
        int to,
        List<Double> norms,
        List<String> data,
        String split,
        int cases,
        List<SteerPoint> points) {
    static final String CORRECTING = "correcting";

    Steered {
        norms = List.copyOf(norms);
        points = List.copyOf(points);
    }

    /** How the mean edit ratio follows the scale, by direction. The random ones share the unsteered point. */
    @JsonProperty("trends")
    Map<String, Trend> trends() {
        return directions().stream().collect(Collectors.toMap(direction -> direction, this::trend));
    }

    List<String> directions() {
        return points.stream().map(SteerPoint::direction).distinct().toList();
    }

    List<SteerPoint> along(String direction) {
        List<SteerPoint> along = new ArrayList<>();
        for (SteerPoint point : points) {
            if (point.direction().equals(direction) || point.scale() == 0) {
                along.add(point);
            }
        }
        along.sort((one, other) -> Double.compare(one.scale(), other.scale()));
        return along;
    }

    Trend trend(String direction) {
        List<SteerPoint> along = along(direction);
        return Trend.of(
                along.stream().mapToDouble(SteerPoint::scale).toArray(),
                along.stream()
                        .mapToDouble(point -> point.measured().editRatio())
                        .toArray());
    }
}
