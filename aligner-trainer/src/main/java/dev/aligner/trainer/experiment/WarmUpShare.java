package dev.aligner.trainer.experiment;

import dev.aligner.trainer.experiment.EditWorld.Row;
import dev.aligner.trainer.report.Axes;
import dev.aligner.trainer.report.Charts;
import dev.aligner.trainer.report.Points;
import dev.aligner.trainer.report.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** How much identity warm-up is best? (Aligner, arXiv 2402.02416, the ablation of the identity mapping.) */
final class WarmUpShare implements Experiment {
    static final int STEPS = 600;
    private static final double GOOD = 0.1;
    private static final double[] SHARES = {0, 0.02, 0.1, 0.2, 0.5};

    /** A share of one run. */
    private record Result(double crossEntropy, double changed, double fixed, double kept) {
        /** Both are wanted: the harmonic mean of fixing bad answers and keeping good ones. */
        double score() {
            return fixed + kept == 0 ? 0 : 2 * fixed * kept / (fixed + kept);
        }
    }

    @Override
    public Finding run(List<Long> seeds, PrintWriter progress) {
        EditTrial bad = new EditTrial(new EditWorld(1_000_003).rows(128, 0));
        EditTrial good = new EditTrial(new EditWorld(1_000_005).rows(128, 1));
        List<List<Result>> results = new ArrayList<>();
        for (double share : SHARES) {
            List<Result> runs = new ArrayList<>();
            for (long seed : seeds) {
                Result result = result(share, seed, bad, good);
                runs.add(result);
                progress.printf(
                        Locale.ROOT,
                        "seed %d, share %.2f: fixed %.3f, kept %.3f%n",
                        seed,
                        share,
                        result.fixed(),
                        result.kept());
                progress.flush();
            }
            results.add(runs);
        }
        return finding(results);
    }

    private static Result result(double share, long seed, EditTrial bad, EditTrial good) {
        try (Scratch scratch = Scratch.make()) {
            EditTrial.MODEL.write(scratch.path("start"), seed);
            EditWorld world = new EditWorld(seed);
            int warmUp = (int) Math.round(share * STEPS);
            try (Apprentice apprentice = new Apprentice(scratch.path("start"))) {
                apprentice.teach(
                        STEPS,
                        EditTrial.RATE,
                        step -> world.rows(EditTrial.BATCH, GOOD).stream()
                                .map(step < warmUp ? Row::identity : Row::residual)
                                .toList());
                EditTrial.CrossEntropy entropy = bad.crossEntropy(apprentice, Row::residual);
                return new Result(
                        entropy.all(),
                        entropy.changed(),
                        bad.right(bad.outputs(apprentice, Row::residual)),
                        good.right(good.outputs(apprentice, Row::residual)));
            }
        }
    }

    private static Finding finding(List<List<Result>> results) {
        Runs none = runs(results.get(0), Result::score);
        Runs tenth = runs(results.get(2), Result::score);
        Runs fifth = runs(results.get(3), Result::score);
        Runs half = runs(results.get(4), Result::score);
        boolean held = (none.below(tenth) && half.below(tenth)) || (none.below(fifth) && half.below(fifth));
        return new Finding(
                "Warm-up share",
                "An identity warm-up of about 20 % of the data gives the best corrector; less and more are worse (Aligner,"
                        + " the ablation of the identity mapping).",
                "The model and the language of the first experiment. A share of the " + STEPS
                        + " steps is first spent on copying spoiled answers, the rest on corrections of which 10 % are"
                        + " copies. Control: equal total steps, so a larger share leaves fewer corrections. Measured on"
                        + " 128 bad answers (exactly corrected) and 128 good ones (exactly kept); the score is the"
                        + " harmonic mean of both.",
                "Refuted unless every run at 10 % or at 20 % scores above every run without warm-up and above every run at"
                        + " 50 %: flat or monotone within the spread is no interior optimum.",
                held,
                String.format(
                        Locale.ROOT,
                        "Score without warm-up %s, at 10 %% %s, at 20 %% %s, at 50 %% %s.",
                        none,
                        tenth,
                        fifth,
                        half),
                "The steps are few and the model starts from random weights, where the paper starts from a pre-trained"
                        + " model that copies with ease. A warm-up can only help here by teaching attention to copy before"
                        + " corrections do.",
                table(results),
                List.of(Charts.lines(
                        Axes.of("Identity warm-up at equal total steps", "share of steps", "share of held-out answers"),
                        List.of(
                                series("bad answers corrected", results, Result::fixed),
                                series("good answers kept", results, Result::kept),
                                series("harmonic mean", results, Result::score)))));
    }

    private static Table table(List<List<Result>> results) {
        Table.Builder table =
                Table.of("warm-up", "cross-entropy on bad", "on changed tokens", "bad corrected", "good kept", "score");
        for (int i = 0; i < SHARES.length; i++) {
            List<Result> runs = results.get(i);
            table.row(
                    String.format(Locale.ROOT, "%.0f %%", 100 * SHARES[i]),
                    runs(runs, Result::crossEntropy),
                    runs(runs, Result::changed),
                    runs(runs, Result::fixed),
                    runs(runs, Result::kept),
                    runs(runs, Result::score));
        }
        return table.build();
    }

    private static Points series(String name, List<List<Result>> results, ToDoubleFunction<Result> value) {
        return new Points(
                name,
                SHARES.clone(),
                results.stream().mapToDouble(runs -> runs(runs, value).mean()).toArray());
    }

    private static Runs runs(List<Result> results, ToDoubleFunction<Result> value) {
        return new Runs(results.stream().mapToDouble(value).toArray());
    }
}
