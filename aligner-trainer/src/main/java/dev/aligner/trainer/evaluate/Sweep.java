package dev.aligner.trainer.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A corrector at several strengths.
 *
 * @param copies of the reference by itself
 * @param answerPerplexity of the answers before any correction, under the untuned base
 * @param beta that the corrector was trained at
 */
record Sweep(
        List<String> data,
        String split,
        int cases,
        long seed,
        CopyRate copies,
        @JsonProperty("answer_perplexity") double answerPerplexity,
        double beta,
        List<SweepPoint> points) {
    Sweep {
        data = List.copyOf(data);
        points = List.copyOf(points);
    }

    /** With the highest reward; of several the weakest. Strength 0 corrects nothing and is none. */
    Optional<SweepPoint> best() {
        return points.stream()
                .filter(point -> point.strength() > 0)
                .max(Comparator.comparingDouble(SweepPoint::reward)
                        .thenComparing(
                                Comparator.comparingDouble(SweepPoint::strength).reversed()));
    }

    /** The beta at which training again gives what the best strength gives in decoding: beta / lambda (Liu et al. 2024). */
    @JsonProperty("retrain_at_beta")
    double retrainAt() {
        return best().map(point -> beta / point.strength()).orElse(Double.NaN);
    }

    String advice() {
        Optional<SweepPoint> found = best();
        if (found.isEmpty()) {
            return "No strength above 0 was measured.";
        }
        SweepPoint best = found.get();
        if (best.strength() == 1) {
            return "The best strength is 1: the corrector as it was trained.";
        }
        String said = String.format(
                Locale.ROOT,
                "The best strength is %s: to serve it by one model, train again at beta %s / %s = %.4g.",
                best.strength(),
                beta,
                best.strength(),
                retrainAt());
        boolean clear = points.stream()
                .filter(point -> point.strength() == 1)
                .allMatch(trained -> trained.fixed() == null
                        || best.fixed() == null
                        || trained.fixed().high() < best.fixed().low()
                        || best.fixed().high() < trained.fixed().low());
        return clear ? said : said + " What it fixes and what strength 1 does are within each other's intervals.";
    }
}
