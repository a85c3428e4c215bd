package dev.aligner.trainer.pairs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.json.JsonMapper;

/**
 * A policy on the held-out prompts. Means are over the answers; those that policy or corrector refuse do not count.
 *
 * @param round 0 for the policy as it came
 * @param answers that counted
 * @param unchanged share that the corrector leaves alone, 0..1: what the rounds are to raise
 * @param editRatio of all answers, unchanged ones with 0
 * @param margin mean log P(correction) - log P(unchanged) of the changed answers that have one; NaN without
 * @param characters of an answer
 * @param cutOff share of answers that ran into the greatest number of tokens: a policy that forgets to end
 * @param drift mean of log P(answer) now less at the start, in nats per answer: with plain sampling (temperature 1, no
 *     other limit) an unbiased estimate of KL(now, start), else a lower-variance cousin of it that only compares rounds
 * @param driftPerToken the drift divided by the mean number of tokens
 */
record Measured(
        int round,
        int answers,
        double unchanged,
        double editRatio,
        double margin,
        double characters,
        double cutOff,
        double drift,
        double driftPerToken) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Measured of(int round, List<Outcome> outcomes, Learner learner) {
        List<Outcome.Sampled> samples = outcomes.stream()
                .filter(outcome -> outcome instanceof Outcome.Sampled)
                .map(outcome -> (Outcome.Sampled) outcome)
                .toList();
        List<Learner.LogProbabilities> scores = new ArrayList<>();
        for (Outcome.Sampled sample : samples) {
            scores.add(learner.score(sample.prompt().question(), sample.answer().text()));
        }
        double drift = mean(scores, score -> score.now() - score.start());
        return new Measured(
                round,
                samples.size(),
                mean(samples, sample -> sample.unchanged() ? 1 : 0),
                mean(samples, sample -> sample.corrected().editRatio()),
                samples.stream()
                        .map(sample -> sample.corrected().margin())
                        .filter(margin -> margin != null)
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElse(Double.NaN),
                mean(
                        samples,
                        sample -> sample.answer()
                                .text()
                                .codePointCount(0, sample.answer().text().length())),
                mean(samples, sample -> sample.answer().cutOff() ? 1 : 0),
                drift,
                drift / mean(scores, Learner.LogProbabilities::tokens));
    }

    private static <T> double mean(List<T> things, ToDoubleFunction<T> value) {
        return things.stream().mapToDouble(value).average().orElse(Double.NaN);
    }

    static Measured parse(String json) {
        return JSON.readValue(json, Measured.class);
    }

    String json() {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "policy %d: %d answers, %.1f %% unchanged, edit ratio %.3f, %.0f characters, %.1f %% cut off, drift %.2f"
                        + " nats",
                round,
                answers,
                100 * unchanged,
                editRatio,
                characters,
                100 * cutOff,
                drift);
    }
}
