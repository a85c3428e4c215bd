package dev.aligner.trainer.experiment;

import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.report.Axes;
import dev.aligner.trainer.report.Charts;
import dev.aligner.trainer.report.Points;
import dev.aligner.trainer.report.Table;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Does mixing logits give what training again at beta / lambda gives? (DeRa, arXiv 2402.02992.) */
final class DeraOrRetrained implements Experiment {
    private static final double BETA = 0.25;
    private static final double[] STRENGTHS = {0.25, 0.5, 2};
    private static final int BASE_STEPS = 500;
    private static final int STEPS = 300;
    private static final int BATCH = 32;
    private static final int POOL = 16_000;
    private static final int DRAWS = 4_000;
    private static final SmallModel MODEL = new SmallModel(LengthWorld.VOCABULARY, 32, 2, LengthWorld.END);

    /**
     * One strength of one run.
     *
     * @param gap total variation between the lengths of the mixture's texts and the retrained model's
     * @param chance the same between two retrained models that differ in their random state only
     * @param mixed mean length
     * @param retrained mean length
     * @param optimum mean length of the distribution that is trained towards
     */
    private record Result(double gap, double chance, double mixed, double retrained, double optimum) {}

    @Override
    public Finding run(List<Long> seeds, PrintWriter progress) {
        List<List<Result>> results = new ArrayList<>();
        for (int i = 0; i < STRENGTHS.length; i++) {
            results.add(new ArrayList<>());
        }
        for (long seed : seeds) {
            List<Result> run = run(seed);
            for (int i = 0; i < STRENGTHS.length; i++) {
                results.get(i).add(run.get(i));
                progress.printf(
                        Locale.ROOT,
                        "seed %d, strength %.2f: gap %.3f, by chance %.3f%n",
                        seed,
                        STRENGTHS[i],
                        run.get(i).gap(),
                        run.get(i).chance());
            }
            progress.flush();
        }
        return finding(results);
    }

    private static List<Result> run(long seed) {
        try (Scratch scratch = Scratch.make()) {
            MODEL.write(scratch.path("start"), seed);
            LengthWorld world = new LengthWorld(seed);
            train(scratch.path("start"), scratch.path("reference"), BASE_STEPS, 3e-3, step -> world.texts(BATCH));
            List<int[]> pool;
            try (Probe reference = new Probe(scratch.path("reference"), LengthWorld.END)) {
                pool = reference.draw(prompts(POOL), LengthWorld.LONGEST, new Random(seed));
            }
            align(scratch, pool, BETA, seed, "aligned");
            List<Result> results = new ArrayList<>();
            for (double strength : STRENGTHS) {
                results.add(result(scratch, pool, strength, seed));
            }
            return results;
        }
    }

    private static Result result(Scratch scratch, List<int[]> pool, double strength, long seed) {
        align(scratch, pool, BETA / strength, seed + 1000, "again-" + strength);
        align(scratch, pool, BETA / strength, seed + 2000, "twice-" + strength);
        double[] again = lengths(draw(scratch.path("again-" + strength), seed + 1));
        double[] twice = lengths(draw(scratch.path("twice-" + strength), seed + 2));
        double[] mixed;
        try (Probe reference = new Probe(scratch.path("reference"), LengthWorld.END);
                Probe aligned = new Probe(scratch.path("aligned"), LengthWorld.END)) {
            mixed = lengths(
                    aligned.drawMixed(reference, strength, prompts(DRAWS), LengthWorld.LONGEST, new Random(seed + 3)));
        }
        double[] weights = weights(pool, BETA / strength);
        double optimum = IntStream.range(0, pool.size())
                        .mapToDouble(i -> weights[i] * pool.get(i).length)
                        .sum()
                / Arrays.stream(weights).sum();
        return new Result(variation(mixed, again), variation(again, twice), mean(mixed), mean(again), optimum);
    }

    /** Towards the optimum at beta: the reference's own texts, each as often as exp(reward / beta) says. */
    private static void align(Scratch scratch, List<int[]> pool, double beta, long seed, String name) {
        double[] sums = weights(pool, beta);
        Arrays.parallelPrefix(sums, Double::sum);
        Random random = new Random(seed);
        train(
                scratch.path("reference"),
                scratch.path(name),
                STEPS,
                1e-3,
                step -> IntStream.range(0, BATCH)
                        .mapToObj(i -> LengthWorld.example(pool.get(drawn(sums, random))))
                        .toList());
    }

    private static int drawn(double[] sums, Random random) {
        int found = Arrays.binarySearch(sums, random.nextDouble() * sums[sums.length - 1]);
        return Math.min(sums.length - 1, found < 0 ? -found - 1 : found);
    }

    private static double[] weights(List<int[]> pool, double beta) {
        return pool.stream()
                .mapToDouble(text -> Math.exp(LengthWorld.reward(text) / beta))
                .toArray();
    }

    private interface Batches {
        List<Example> of(int step);
    }

    private static void train(Path from, Path to, int steps, double rate, Batches batches) {
        try (Apprentice apprentice = new Apprentice(from)) {
            apprentice.teach(steps, rate, batches::of);
            apprentice.export(to);
        }
    }

    private static List<int[]> draw(Path model, long seed) {
        try (Probe probe = new Probe(model, LengthWorld.END)) {
            return probe.draw(prompts(DRAWS), LengthWorld.LONGEST, new Random(seed));
        }
    }

    private static List<int[]> prompts(int count) {
        return Collections.nCopies(count, LengthWorld.prompt());
    }

    /** Share of texts of each length. */
    private static double[] lengths(List<int[]> texts) {
        double[] shares = new double[LengthWorld.LONGEST + 1];
        texts.forEach(text -> shares[text.length] += 1.0 / texts.size());
        return shares;
    }

    private static double variation(double[] one, double[] other) {
        return IntStream.range(0, one.length)
                        .mapToDouble(i -> Math.abs(one[i] - other[i]))
                        .sum()
                / 2;
    }

    private static double mean(double[] lengths) {
        return IntStream.range(0, lengths.length)
                .mapToDouble(i -> i * lengths[i])
                .sum();
    }

    private static Finding finding(List<List<Result>> results) {
        boolean held = results.stream()
                .noneMatch(runs -> runs(runs, Result::chance).lowerThan(runs(runs, Result::gap)) == runs.size());
        String reading = IntStream.range(0, STRENGTHS.length)
                .mapToObj(i -> String.format(
                        Locale.ROOT,
                        "At %.2f the gap is %s, by chance %s; mean lengths %s mixed, %s retrained.",
                        STRENGTHS[i],
                        runs(results.get(i), Result::gap),
                        runs(results.get(i), Result::chance),
                        runs(results.get(i), Result::mixed),
                        runs(results.get(i), Result::retrained)))
                .collect(Collectors.joining(" "));
        return new Finding(
                "DeRa or training again",
                "Mixing the logits of a reference and of a model aligned at beta, reference + lambda (aligned - reference),"
                        + " stands for a model aligned at beta / lambda (DeRa, arXiv 2402.02992).",
                "Llamas of two layers, width 32. The reference learned texts of words that end with probability 0.2 after each"
                        + " word, 16 at most; the reward is length / 8, at most 1. Aligned models go on from the reference for "
                        + STEPS + " steps on " + POOL
                        + " of its own texts, drawn as often as exp(reward / beta) says: the"
                        + " optimum of KL-regularised alignment, without its noise. Beta is " + BETA
                        + ". Distance is the total variation between the lengths of " + DRAWS
                        + " texts each. Control: two models trained again that differ in their random state only.",
                "Refuted if at any strength the distance between mixed and retrained is in every run larger than that between"
                        + " two retrained models.",
                held,
                reading + " By enumeration mixing should give too long texts below 1 and too short ones above.",
                "One reward that is known early and grows smoothly, where mixing is nearly exact; a reward that is known only"
                        + " at the end is harder (DecodingTimeRealignmentTest). Of texts only the length is compared.",
                table(results),
                List.of(Charts.lines(
                        Axes.of("Mixed and retrained", "strength", "mean length, words"),
                        List.of(
                                series("mixed", results, Result::mixed),
                                series("retrained", results, Result::retrained),
                                series("optimum", results, Result::optimum)))));
    }

    private static Table table(List<List<Result>> results) {
        Table.Builder table = Table.of(
                "strength",
                "mixed to retrained, TV",
                "retrained to retrained, TV",
                "length mixed",
                "length retrained",
                "length optimum");
        for (int i = 0; i < STRENGTHS.length; i++) {
            List<Result> runs = results.get(i);
            table.row(
                    STRENGTHS[i],
                    runs(runs, Result::gap),
                    runs(runs, Result::chance),
                    runs(runs, Result::mixed),
                    runs(runs, Result::retrained),
                    runs(runs, Result::optimum));
        }
        return table.build();
    }

    private static Points series(String name, List<List<Result>> results, ToDoubleFunction<Result> value) {
        return new Points(
                name,
                STRENGTHS.clone(),
                results.stream().mapToDouble(runs -> runs(runs, value).mean()).toArray());
    }

    private static Runs runs(List<Result> results, ToDoubleFunction<Result> value) {
        return new Runs(results.stream().mapToDouble(value).toArray());
    }
}
