package dev.aligner.trainer.experiment;

import dev.aligner.engine.weights.ControlVectors;
import dev.aligner.trainer.experiment.EditWorld.Row;
import dev.aligner.trainer.report.Axes;
import dev.aligner.trainer.report.Charts;
import dev.aligner.trainer.report.Points;
import dev.aligner.trainer.report.Table;
import dev.aligner.trainer.statistics.Trend;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Does a vector from copying to correcting dial how much is corrected? (Aligner, arXiv 2402.02416, the steering figure.) */
final class SteeringOrChance implements Experiment {
    private static final int STEPS = 900;
    private static final double GOOD = 0.5;
    private static final int WATCHED = 256;
    private static final double[] SCALES = {-2, -1, -0.5, 0, 0.5, 1, 2};
    private static final int CHANCES = 3;

    /** Edit ratio and share of exact corrections by scale, along one direction. */
    private record Course(double[] edits, double[] right) {
        double reach() {
            return edits[edits.length - 1] - edits[0];
        }

        double ranks() {
            return Trend.of(SCALES, edits).ranks();
        }
    }

    /** @param chances along random directions of equal length */
    private record Result(Course course, List<Course> chances) {
        double chanceReach() {
            return chances.stream()
                    .mapToDouble(each -> Math.abs(each.reach()))
                    .max()
                    .orElseThrow();
        }
    }

    @Override
    public Finding run(List<Long> seeds, PrintWriter progress) {
        List<Result> results = new ArrayList<>();
        for (long seed : seeds) {
            Result result = result(seed);
            results.add(result);
            progress.printf(
                    Locale.ROOT,
                    "seed %d: edit ratios %s, Spearman %.2f, reach %.3f, by chance at most %.3f%n",
                    seed,
                    Arrays.toString(result.course().edits()),
                    result.course().ranks(),
                    result.course().reach(),
                    result.chanceReach());
            progress.flush();
        }
        return finding(results);
    }

    private static Result result(long seed) {
        try (Scratch scratch = Scratch.make()) {
            EditTrial.MODEL.write(scratch.path("start"), seed);
            EditWorld world = new EditWorld(seed);
            try (Apprentice apprentice = new Apprentice(scratch.path("start"))) {
                apprentice.teach(
                        STEPS,
                        EditTrial.RATE,
                        step -> world.rows(EditTrial.BATCH, GOOD).stream()
                                .map(Row::residual)
                                .toList());
                apprentice.export(scratch.path("corrector"));
            }
            Path corrector = scratch.path("corrector");
            float[][] vectors = vectors(corrector, world.rows(WATCHED, GOOD), new Random(seed));
            List<Row> heldOut = new EditWorld(1_000_003).rows(128, GOOD);
            List<Course> chances = new ArrayList<>();
            Random random = new Random(seed);
            for (int i = 0; i < CHANCES; i++) {
                chances.add(course(corrector, like(vectors, random), heldOut));
            }
            return new Result(course(corrector, vectors, heldOut), chances);
        }
    }

    /** Means of correcting less means of copying, half of it behind each of the two layers. */
    private static float[][] vectors(Path corrector, List<Row> rows, Random random) {
        float[][] vectors = new float[EditTrial.MODEL.layers()][EditTrial.MODEL.hidden()];
        List<float[][]> correcting = new ArrayList<>();
        List<float[][]> copying = new ArrayList<>();
        try (Probe probe = new Probe(corrector, EditWorld.END)) {
            for (Row row : rows) {
                int[] copy = EditWorld.join(row.answer(), new int[] {EditWorld.END});
                int departure = probe.departure(row.prompt(), copy);
                if (departure < copy.length) {
                    correcting.add(probe.state(row.prompt(), copy, departure));
                }
                if (departure > 0) {
                    copying.add(probe.state(row.prompt(), copy, random.nextInt(departure)));
                }
            }
        }
        for (int layer = 0; layer < vectors.length; layer++) {
            for (int i = 0; i < vectors[layer].length; i++) {
                vectors[layer][i] = (float) ((mean(correcting, layer, i) - mean(copying, layer, i)) / vectors.length);
            }
        }
        return vectors;
    }

    private static double mean(List<float[][]> states, int layer, int i) {
        return states.stream().mapToDouble(state -> state[layer][i]).average().orElseThrow();
    }

    private static float[][] like(float[][] vectors, Random random) {
        float[][] drawn = new float[vectors.length][];
        for (int layer = 0; layer < vectors.length; layer++) {
            double[] gaussian = random.doubles(vectors[layer].length)
                    .map(unused -> random.nextGaussian())
                    .toArray();
            double factor = norm(vectors[layer])
                    / Math.sqrt(Arrays.stream(gaussian).map(each -> each * each).sum());
            drawn[layer] = new float[gaussian.length];
            for (int i = 0; i < gaussian.length; i++) {
                drawn[layer][i] = (float) (factor * gaussian[i]);
            }
        }
        return drawn;
    }

    private static double norm(float[] vector) {
        double sum = 0;
        for (float each : vector) {
            sum += (double) each * each;
        }
        return Math.sqrt(sum);
    }

    private static Course course(Path corrector, float[][] vectors, List<Row> rows) {
        EditTrial trial = new EditTrial(rows);
        double[] edits = new double[SCALES.length];
        double[] right = new double[SCALES.length];
        try (Probe probe = new Probe(corrector, EditWorld.END)) {
            probe.steerBy(new ControlVectors(List.of(vectors)));
            for (int i = 0; i < SCALES.length; i++) {
                List<int[]> outputs =
                        probe.greedy(rows.stream().map(Row::prompt).toList(), EditWorld.MAX_ANSWER, SCALES[i]);
                edits[i] = trial.editRatio(outputs);
                right[i] = trial.right(outputs);
            }
        }
        return new Course(edits, right);
    }

    private static Finding finding(List<Result> results) {
        boolean held = results.stream()
                .allMatch(result ->
                        result.course().ranks() >= 0.9 && result.course().reach() > result.chanceReach());
        Runs reach = runs(results, result -> result.course().reach());
        Runs chance = runs(results, Result::chanceReach);
        Runs ranks = runs(results, result -> result.course().ranks());
        return new Finding(
                "Steering or chance",
                "A control vector changes how much a corrector corrects, from copying to heavy editing, in proportion to its"
                        + " scale (Aligner, the steering figure).",
                "The model and the language of the first experiment, trained for " + STEPS
                        + " steps on corrections of which half are copies. The vectors are ours: over " + WATCHED
                        + " answers, the mean state where the corrector first departs from the answer less the mean at an"
                        + " earlier token, half of it added behind each of the two layers. Measured on 128 held-out answers,"
                        + " half of them good: edit ratio between answer and output. Control: " + CHANCES
                        + " random directions of equal length.",
                "Refuted unless in every run the edit ratio rises with the scale (Spearman 0.9 or more over "
                        + SCALES.length
                        + " scales) and rises further between the ends than along any of the random directions falls or"
                        + " rises.",
                held,
                String.format(
                        Locale.ROOT,
                        "Spearman %s; from scale %.0f to %.0f the edit ratio rises by %s, along the random direction that"
                                + " moved it most by %s.",
                        ranks,
                        SCALES[0],
                        SCALES[SCALES.length - 1],
                        reach,
                        chance),
                "A model of two layers has no middle. More edits are not better ones: the share of exact corrections stands"
                        + " beside. What the paper steered, and with which vectors, is not published.",
                table(results),
                List.of(Charts.lines(
                        Axes.of("Edits by scale", "scale", "mean edit ratio"),
                        List.of(
                                new Points(
                                        "correcting",
                                        SCALES.clone(),
                                        mean(results, result -> result.course().edits())),
                                new Points(
                                        "random",
                                        SCALES.clone(),
                                        mean(
                                                results,
                                                result ->
                                                        result.chances().get(0).edits()))))));
    }

    private static Table table(List<Result> results) {
        Table.Builder table =
                Table.of("scale", "edit ratio", "random direction", "exactly right", "random, exactly right");
        for (int i = 0; i < SCALES.length; i++) {
            int scale = i;
            table.row(
                    SCALES[i],
                    runs(results, result -> result.course().edits()[scale]),
                    runs(results, result -> result.chances().get(0).edits()[scale]),
                    runs(results, result -> result.course().right()[scale]),
                    runs(results, result -> result.chances().get(0).right()[scale]));
        }
        return table.build();
    }

    private interface Edits {
        double[] of(Result result);
    }

    private static double[] mean(List<Result> results, Edits edits) {
        double[] mean = new double[SCALES.length];
        for (Result result : results) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += edits.of(result)[i] / results.size();
            }
        }
        return mean;
    }

    private static Runs runs(List<Result> results, ToDoubleFunction<Result> value) {
        return new Runs(results.stream().mapToDouble(value).toArray());
    }
}
