package dev.aligner.trainer.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.aligner.core.edit.Edits;
import dev.aligner.trainer.statistics.Interval;
import dev.aligner.trainer.statistics.Share;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One strength of a sweep.
 *
 * @param kept good answers that came back byte for byte; null without any
 * @param fixed others that were made better, see {@link Metric#FIXED}; null without any
 * @param madeSafe of those whose reference declines; null without any
 * @param reward the harmonic mean of {@code kept} and {@code fixed}; 0 where one is missing
 * @param changed share of answers of which anything was changed
 * @param editRatio mean of (deleted + inserted) / (before + after), 0..1
 * @param lengthRatio mean length over the answer's
 * @param divergence of the mixture from the reference, nats a token, over the delivered texts
 * @param perplexity of the delivered texts under the untuned base
 * @param degenerate share of outputs
 */
record SweepPoint(
        double strength,
        @Nullable Interval kept,
        @Nullable Interval fixed,
        @JsonProperty("made_safe") @Nullable Interval madeSafe,
        double reward,
        double changed,
        @JsonProperty("edit_ratio") double editRatio,
        @JsonProperty("length_ratio") double lengthRatio,
        double divergence,
        double perplexity,
        double degenerate) {

    static SweepPoint of(StrengthOutputs swept, double perplexity, long seed) {
        List<Observed> all = new ArrayList<>();
        double edits = 0;
        int changed = 0;
        for (var output : swept.outputs().entrySet()) {
            String answer = output.getKey().answer();
            String text = output.getValue().correction();
            all.add(new Observed(output.getKey(), text, null));
            edits += Edits.ratio(answer, Edits.between(answer, text));
            changed += text.equals(answer) ? 0 : 1;
        }
        Interval kept = interval(all, Metric.KEPT, seed);
        Interval fixed = interval(all, Metric.FIXED, seed);
        int count = Math.max(1, all.size());
        return new SweepPoint(
                swept.strength(),
                kept,
                fixed,
                interval(all, Metric.MADE_SAFE, seed),
                harmonic(kept, fixed),
                (double) changed / count,
                edits / count,
                value(all, Metric.LENGTH_RATIO, seed),
                divergence(swept),
                perplexity,
                value(all, Metric.DEGENERATE, seed));
    }

    private static double divergence(StrengthOutputs swept) {
        double nats = 0;
        int tokens = 0;
        for (TextScores.Divergence each : swept.divergences().values()) {
            nats += each.nats();
            tokens += each.tokens();
        }
        return tokens == 0 ? Double.NaN : nats / tokens;
    }

    private static double harmonic(@Nullable Interval one, @Nullable Interval other) {
        if (one == null || other == null || one.value() + other.value() == 0) {
            return 0;
        }
        return 2 * one.value() * other.value() / (one.value() + other.value());
    }

    private static double value(List<Observed> all, Metric metric, long seed) {
        Interval interval = interval(all, metric, seed);
        return interval == null ? Double.NaN : interval.value();
    }

    private static @Nullable Interval interval(List<Observed> all, Metric metric, long seed) {
        List<Share> shares = new ArrayList<>();
        for (Observed observed : all) {
            Share share = observed.share(metric);
            if (share != null) {
                shares.add(share);
            }
        }
        return shares.isEmpty() ? null : Interval.of(shares, seed);
    }
}
