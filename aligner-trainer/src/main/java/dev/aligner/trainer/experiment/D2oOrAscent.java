package dev.aligner.trainer.experiment;

import dev.aligner.trainer.experiment.ReplyWorld.Badness;
import dev.aligner.trainer.experiment.Unlearning.Arm;
import dev.aligner.trainer.experiment.Unlearning.Point;
import dev.aligner.trainer.report.Axes;
import dev.aligner.trainer.report.Axis;
import dev.aligner.trainer.report.Charts;
import dev.aligner.trainer.report.Picture;
import dev.aligner.trainer.report.Points;
import dev.aligner.trainer.report.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Unlearning from negatives alone: does D2O spare the model, and do more self-samples steady it? (arXiv 2403.03419.) */
final class D2oOrAscent implements Experiment {

    /** Nats by which the negatives' log-probability has fallen where the arms are compared. */
    private static final double DROP = 10;

    /** All runs of one kind of bad replies. */
    private record Courses(Map<Arm, List<List<Point>>> byArm, Map<Integer, List<double[]>> noise) {
        List<List<Point>> of(Arm arm) {
            return byArm.getOrDefault(arm, List.of());
        }

        Runs perplexityAtDrop(Arm arm) {
            return new Runs(of(arm).stream().mapToDouble(D2oOrAscent::atDrop).toArray());
        }

        /** @param which 0 of the loss, 1 of the gradient's norm */
        Runs variance(int samples, int which) {
            return new Runs(noise.getOrDefault(samples, List.of()).stream()
                    .mapToDouble(values -> values[which])
                    .toArray());
        }
    }

    @Override
    public Finding run(List<Long> seeds, PrintWriter progress) {
        return finding(courses(Badness.APART, seeds, progress), courses(Badness.MIXED, seeds, progress));
    }

    private static Courses courses(Badness badness, List<Long> seeds, PrintWriter progress) {
        Map<Arm, List<List<Point>>> courses = new EnumMap<>(Arm.class);
        Map<Integer, List<double[]>> noise = new TreeMap<>();
        for (long seed : seeds) {
            try (Scratch scratch = Scratch.make()) {
                Unlearning lesson = Unlearning.prepare(badness, seed, scratch);
                for (Arm arm : Arm.values()) {
                    List<Point> course = lesson.course(arm);
                    courses.computeIfAbsent(arm, none -> new ArrayList<>()).add(course);
                    progress.printf(
                            Locale.ROOT,
                            "%s, seed %d, %s: perplexity %.2f at the start, %.2f at a drop of %.0f nats, %.2f in the end%n",
                            badness,
                            seed,
                            arm.label(),
                            course.get(0).perplexity(),
                            atDrop(course),
                            DROP,
                            course.get(course.size() - 1).perplexity());
                    progress.flush();
                }
                lesson.noise()
                        .forEach((samples, values) -> noise.computeIfAbsent(samples, none -> new ArrayList<>())
                                .add(values));
            }
        }
        return new Courses(courses, noise);
    }

    /** The perplexity where the drop is first reached, between measured points; NaN if it never is. */
    private static double atDrop(List<Point> course) {
        for (int i = 1; i < course.size(); i++) {
            Point before = course.get(i - 1);
            Point after = course.get(i);
            if (after.drop() >= DROP) {
                double share = (DROP - before.drop()) / (after.drop() - before.drop());
                return before.perplexity() + share * (after.perplexity() - before.perplexity());
            }
        }
        return Double.NaN;
    }

    private static Finding finding(Courses apart, Courses mixed) {
        Runs ascent = mixed.perplexityAtDrop(Arm.ASCENT);
        Runs d2o = mixed.perplexityAtDrop(Arm.D2O);
        Runs one = mixed.variance(1, 0);
        Runs many = mixed.variance(Unlearning.SAMPLES, 0);
        int runs = ascent.values().length;
        boolean spares = d2o.lowerThan(ascent) == runs;
        boolean steadies = many.lowerThan(one) == runs;
        return new Finding(
                "D2O, ascent and DPO",
                "Gradient ascent on negatives destroys a model, D2O does not; and averaging over K self-samples steadies it"
                        + " (D2O, sections 1 and 4).",
                "A Llama of 2 layers, width 64, first taught good and bad replies (70 to 30) to questions of a made-up"
                        + " language for " + Unlearning.BASE_STEPS + " steps. Then " + Unlearning.STEPS + " steps on "
                        + Unlearning.BATCH + " of "
                        + Unlearning.NEGATIVES
                        + " labelled bad replies each, at one learning rate (3e-4). D2O: α = β = 0.1, K = "
                        + Unlearning.SAMPLES + " of " + Unlearning.POOL
                        + " replies that the taught model drew itself, bad ones among them,"
                        + " both references the taught model, as in the paper's experiments; no moving averages, no"
                        + " fresh draws. DPO: β = 0.1 with a labelled positive, of which a third are bad, the share that"
                        + " the paper found in Safe-RLHF. Arms are compared where the log-probability of held-out"
                        + " bad replies has fallen by " + (int) DROP + " nats, not after equal steps. Two kinds of bad"
                        + " replies: mixed ones are an oath and a good reply, as real negatives share most words with"
                        + " good answers; ones apart are oaths throughout, with no word in common. The claim is judged on"
                        + " the mixed ones. (The first version of this experiment had only those apart; there no arm did"
                        + " harm, and the claim was refuted.)",
                "Refuted if, with mixed negatives, D2O's perplexity on held-out good replies is not below ascent's in every"
                        + " run at that drop, or if the variance of its loss over draws of the self-samples is not smaller"
                        + " at K = " + Unlearning.SAMPLES
                        + " than at K = 1 in every run. Arms of one run share the taught"
                        + " model and the cases, so they are compared run by run.",
                spares && steadies,
                String.format(
                        Locale.ROOT,
                        "With mixed negatives the perplexity on good replies, at a drop of %.0f nats, is %s after ascent, %s"
                                + " after DPO and %s after D2O: lower than ascent's in %d of %d runs, and than DPO's in %d"
                                + " (across runs the ranges of D2O and ascent %s). With negatives apart it is %s, %s and"
                                + " %s. Variance of D2O's loss over draws: %.2e at K = 1, %.2e at K = %d, smaller in %d of"
                                + " %d runs.",
                        DROP,
                        ascent,
                        mixed.perplexityAtDrop(Arm.DPO),
                        d2o,
                        d2o.lowerThan(ascent),
                        runs,
                        d2o.lowerThan(mixed.perplexityAtDrop(Arm.DPO)),
                        d2o.below(ascent) ? "do not overlap" : "overlap",
                        apart.perplexityAtDrop(Arm.ASCENT),
                        apart.perplexityAtDrop(Arm.DPO),
                        apart.perplexityAtDrop(Arm.D2O),
                        one.mean(),
                        many.mean(),
                        Unlearning.SAMPLES,
                        many.lowerThan(one),
                        runs),
                "DPO gets its labelled positives for nothing here. Perplexity on good replies stands for the whole of a"
                        + " model's abilities. The drop at which arms are compared"
                        + " is one choice; the picture shows all of them.",
                table(apart, mixed),
                List.of(
                        cost("What unlearning costs: mixed negatives, first seed", mixed),
                        cost("What unlearning costs: negatives apart, first seed", apart),
                        Charts.lines(
                                new Axes(
                                        "What self-samples steady (mixed negatives)",
                                        Axis.of("K, self-samples for each negative"),
                                        Axis.logarithmic("variance over draws")),
                                List.of(
                                        variances("of the loss", mixed, 0),
                                        variances("of the gradient's norm", mixed, 1)))));
    }

    private static Picture cost(String title, Courses courses) {
        return Charts.lines(
                new Axes(
                        title,
                        Axis.of("drop of the held-out negatives' log-probability, nats"),
                        Axis.logarithmic("perplexity on good replies")),
                courses.byArm().entrySet().stream()
                        .map(entry ->
                                points(entry.getKey().label(), entry.getValue().get(0)))
                        .toList());
    }

    private static Table table(Courses apart, Courses mixed) {
        Table.Builder table =
                Table.of("negatives", "arm", "perplexity before", "at the drop", "in the end", "drop in the end, nats");
        rows(table, "mixed", mixed);
        rows(table, "apart", apart);
        return table.build();
    }

    private static void rows(Table.Builder table, String negatives, Courses courses) {
        for (Arm arm : Arm.values()) {
            List<List<Point>> runs = courses.of(arm);
            table.row(
                    negatives,
                    arm.label(),
                    runs(runs, run -> run.get(0).perplexity()),
                    courses.perplexityAtDrop(arm),
                    runs(runs, run -> run.get(run.size() - 1).perplexity()),
                    runs(runs, run -> run.get(run.size() - 1).drop()));
        }
    }

    private static Runs runs(List<List<Point>> courses, ToDoubleFunction<List<Point>> value) {
        return new Runs(courses.stream().mapToDouble(value).toArray());
    }

    private static Points points(String name, List<Point> course) {
        return new Points(
                name,
                course.stream().mapToDouble(Point::drop).toArray(),
                course.stream().mapToDouble(Point::perplexity).toArray());
    }

    private static Points variances(String name, Courses courses, int which) {
        return new Points(
                name,
                Arrays.stream(Unlearning.SAMPLE_COUNTS).asDoubleStream().toArray(),
                Arrays.stream(Unlearning.SAMPLE_COUNTS)
                        .mapToDouble(samples -> courses.variance(samples, which).mean())
                        .toArray());
    }
}
