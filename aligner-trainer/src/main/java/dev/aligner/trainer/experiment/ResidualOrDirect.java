package dev.aligner.trainer.experiment;

import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.experiment.EditTrial.CrossEntropy;
import dev.aligner.trainer.experiment.EditWorld.Row;
import dev.aligner.trainer.report.Axes;
import dev.aligner.trainer.report.Charts;
import dev.aligner.trainer.report.Points;
import dev.aligner.trainer.report.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Is it easier to correct an answer than to answer? (Aligner, arXiv 2402.02416.) */
final class ResidualOrDirect implements Experiment {
    static final int STEPS = 800;
    private static final int EVERY = 100;
    private static final int WARM_UP = 160;
    private static final double GOOD = 0.3;

    @SuppressWarnings("ImmutableEnumChecker") // the forms are functions without state
    private enum Arm {
        DIRECT("question → correction", Row::direct, 0),
        RESIDUAL("question, answer → correction", Row::residual, 0),
        WARMED("the same after an identity warm-up", Row::residual, WARM_UP);

        private final String label;
        private final Function<Row, Example> form;
        private final int warmUp;

        Arm(String label, Function<Row, Example> form, int warmUp) {
            this.label = label;
            this.form = form;
            this.warmUp = warmUp;
        }
    }

    /** One arm of one run. */
    private record Course(List<CrossEntropy> entropies, double similarity, double right) {}

    @Override
    public Finding run(List<Long> seeds, PrintWriter progress) {
        EditTrial trial = new EditTrial(new EditWorld(1_000_003).rows(128, GOOD));
        Map<Arm, List<Course>> courses = new EnumMap<>(Arm.class);
        for (long seed : seeds) {
            for (Arm arm : Arm.values()) {
                Course course = course(arm, seed, trial);
                courses.computeIfAbsent(arm, none -> new ArrayList<>()).add(course);
                CrossEntropy last = course.entropies().get(course.entropies().size() - 1);
                progress.printf(
                        Locale.ROOT,
                        "seed %d, %s: cross-entropy %.3f (changed %.3f), similarity %.3f%n",
                        seed,
                        arm.label,
                        last.all(),
                        last.changed(),
                        course.similarity());
                progress.flush();
            }
        }
        return finding(courses, trial);
    }

    private static Course course(Arm arm, long seed, EditTrial trial) {
        try (Scratch scratch = Scratch.make()) {
            EditTrial.MODEL.write(scratch.path("start"), seed);
            EditWorld world = new EditWorld(seed);
            List<CrossEntropy> entropies = new ArrayList<>();
            try (Apprentice apprentice = new Apprentice(scratch.path("start"))) {
                apprentice.teach(STEPS, EditTrial.RATE, step -> {
                    if (step > 0 && step % EVERY == 0) {
                        entropies.add(trial.crossEntropy(apprentice, arm.form));
                    }
                    Function<Row, Example> form = step < arm.warmUp ? Row::identity : arm.form;
                    return world.rows(EditTrial.BATCH, GOOD).stream().map(form).toList();
                });
                entropies.add(trial.crossEntropy(apprentice, arm.form));
                List<int[]> outputs = trial.outputs(apprentice, arm.form);
                return new Course(entropies, trial.similarity(outputs), trial.right(outputs));
            }
        }
    }

    private static Finding finding(Map<Arm, List<Course>> courses, EditTrial trial) {
        List<Course> direct = courses.getOrDefault(Arm.DIRECT, List.of());
        List<Course> residual = courses.getOrDefault(Arm.RESIDUAL, List.of());
        int points = STEPS / EVERY;
        int below = 0;
        int changedBelow = 0;
        for (int point = 0; point < points; point++) {
            below += at(residual, point, CrossEntropy::all).below(at(direct, point, CrossEntropy::all)) ? 1 : 0;
            changedBelow +=
                    at(residual, point, CrossEntropy::changed).below(at(direct, point, CrossEntropy::changed)) ? 1 : 0;
        }
        double copied = trial.similarity(trial.rows().stream().map(Row::answer).toList());
        Runs similarity = runs(residual, Course::similarity);
        return new Finding(
                "Residual or direct",
                "It is easier to learn the difference between an answer and a better one than the better answer itself"
                        + " (Aligner, section 1 and the residual view of its method).",
                "A Llama of 2 layers, width 64, from random weights; rows of a made-up language, all new (no row is seen"
                        + " twice): a question of 5 words, an answer of their 5 dictionary words and 5 words of free"
                        + " choice, spoiled in 70 % of rows by wrong dictionary words and insults. " + STEPS
                        + " steps of " + EditTrial.BATCH + " rows for every arm; the warm-up's " + WARM_UP
                        + " identity steps are part of them. Controls: equal model, rows and steps; cross-entropy apart"
                        + " for tokens that the answer foretells (copied) and does not (changed); the trivial corrector"
                        + " that copies.",
                "Refuted if, at the end or at most of the measured steps, not every residual run lies below every direct"
                        + " run in cross-entropy per token.",
                below > points / 2
                        && at(residual, points - 1, CrossEntropy::all).below(at(direct, points - 1, CrossEntropy::all)),
                String.format(
                        Locale.ROOT,
                        "All residual runs lie below all direct ones at %d of %d measured steps; on changed tokens alone at"
                                + " %d of %d. Copying the answer gives a similarity of %.3f; the residual corrector %s.",
                        below,
                        points,
                        changedBelow,
                        points,
                        copied,
                        similarity),
                "Half of an answer is free choice here, which a model without the answer cannot know: its cross-entropy"
                        + " has a floor of half of log 24 per word. That is the point of the residual view, but how much"
                        + " of real answers is free in this sense is not measured here; read the changed tokens for the"
                        + " part that both arms can know.",
                table(courses, copied),
                List.of(
                        Charts.lines(
                                Axes.of("All tokens of the correction", "steps", "held-out cross-entropy, nats"),
                                series(courses, CrossEntropy::all)),
                        Charts.lines(
                                Axes.of("Changed tokens only", "steps", "held-out cross-entropy, nats"),
                                series(courses, CrossEntropy::changed))));
    }

    private static Table table(Map<Arm, List<Course>> courses, double copied) {
        Table.Builder table =
                Table.of("arm", "cross-entropy", "on changed", "on copied", "similarity", "exactly right");
        int last = STEPS / EVERY - 1;
        courses.forEach((arm, runs) -> table.row(
                arm.label,
                at(runs, last, CrossEntropy::all),
                at(runs, last, CrossEntropy::changed),
                at(runs, last, CrossEntropy::copied),
                runs(runs, Course::similarity),
                runs(runs, Course::right)));
        return table.row("copy the answer", "-", "-", "-", String.format(Locale.ROOT, "%.3f", copied), "0.3 by design")
                .build();
    }

    private static List<Points> series(Map<Arm, List<Course>> courses, ToDoubleFunction<CrossEntropy> value) {
        List<Points> series = new ArrayList<>();
        courses.forEach((arm, runs) -> {
            double[] x = new double[STEPS / EVERY];
            double[] y = new double[x.length];
            for (int point = 0; point < x.length; point++) {
                x[point] = (point + 1) * EVERY;
                y[point] = at(runs, point, value).mean();
            }
            series.add(new Points(arm.label, x, y));
        });
        return series;
    }

    private static Runs at(List<Course> runs, int point, ToDoubleFunction<CrossEntropy> value) {
        return runs(runs, course -> value.applyAsDouble(course.entropies().get(point)));
    }

    private static Runs runs(List<Course> runs, ToDoubleFunction<Course> value) {
        return new Runs(runs.stream().mapToDouble(value).toArray());
    }
}
