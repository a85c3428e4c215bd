package dev.aligner.trainer.experiment;

import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.model.Reference;
import dev.aligner.trainer.objective.AscentLoss;
import dev.aligner.trainer.objective.D2oLoss;
import dev.aligner.trainer.objective.DpoLoss;
import dev.aligner.trainer.objective.Length;
import dev.aligner.trainer.objective.Objective;
import dev.aligner.trainer.report.Axes;
import dev.aligner.trainer.report.Axis;
import dev.aligner.trainer.report.Charts;
import dev.aligner.trainer.report.Points;
import dev.aligner.trainer.report.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Unlearning from negatives alone: does D2O spare the model, and do more self-samples steady it? (arXiv 2403.03419.) */
final class D2oOrAscent implements Experiment {
    private static final int BASE_STEPS = 600;
    private static final int STEPS = 80;
    private static final int EVERY = 4;
    private static final int NEGATIVES = 128;
    private static final int BATCH = 8;
    private static final int POOL = 24;
    private static final double BAD = 0.3;
    /** Of the labelled positives (the paper: 33.88 % of Safe-RLHF's are toxic). */
    private static final double BAD_POSITIVES = 0.3388;

    private static final double RATE = 3e-4;
    private static final double STRENGTH = 0.1;
    private static final int SAMPLES = 8;
    private static final int[] SAMPLE_COUNTS = {1, 2, 4, 8};
    private static final int REDRAWS = 48;
    /** Nats by which the negatives' log-probability has fallen where the arms are compared. */
    private static final double DROP = 10;

    private static final SmallModel MODEL = new SmallModel(ReplyWorld.VOCABULARY, 64, 2, ReplyWorld.END);

    private enum Arm {
        ASCENT("gradient ascent"),
        DPO("DPO, a third of the positives bad"),
        D2O("D2O, K = " + SAMPLES);

        private final String label;

        Arm(String label) {
            this.label = label;
        }
    }

    /** A labelled negative, a labelled positive and what the model itself says. */
    private record Case(Example negative, Example positive, List<Example> own) {}

    /** After some steps: how far the held-out negatives have fallen, and how surprised the model is by good replies. */
    private record Point(double drop, double perplexity) {}

    @Override
    public Finding run(List<Long> seeds, PrintWriter progress) {
        Map<Arm, List<List<Point>>> courses = new EnumMap<>(Arm.class);
        Map<Integer, List<double[]>> noise = new TreeMap<>();
        for (long seed : seeds) {
            try (Scratch scratch = Scratch.make()) {
                Lesson lesson = Lesson.prepare(seed, scratch);
                for (Arm arm : Arm.values()) {
                    List<Point> course = lesson.course(arm);
                    courses.computeIfAbsent(arm, none -> new ArrayList<>()).add(course);
                    progress.printf(
                            Locale.ROOT,
                            "seed %d, %s: perplexity %.2f at the start, %.2f at a drop of %.0f nats%n",
                            seed,
                            arm.label,
                            course.get(0).perplexity(),
                            atDrop(course),
                            DROP);
                    progress.flush();
                }
                lesson.noise().forEach((samples, values) -> noise.computeIfAbsent(samples, none -> new ArrayList<>())
                        .add(values));
            }
        }
        return finding(courses, noise);
    }

    /** A model that has learned good and bad replies, and the cases to unlearn the bad ones from. */
    private record Lesson(
            Scratch scratch, List<Case> cases, List<Example> heldOutNegatives, List<Example> heldOutGood, long seed) {

        static Lesson prepare(long seed, Scratch scratch) {
            MODEL.write(scratch.path("start"), seed);
            ReplyWorld world = new ReplyWorld(seed);
            try (Apprentice apprentice = new Apprentice(scratch.path("start"))) {
                apprentice.teach(BASE_STEPS, 3e-3, step -> world.examples(16, BAD));
                apprentice.export(scratch.path("base"));
            }
            List<int[]> questions = new ArrayList<>();
            for (int i = 0; i < NEGATIVES; i++) {
                questions.add(world.question());
            }
            List<Case> cases = new ArrayList<>();
            try (Probe probe = new Probe(scratch.path("base"), ReplyWorld.END)) {
                Random random = new Random(seed);
                for (int[] question : questions) {
                    List<int[]> prompts = Collections.nCopies(POOL, ReplyWorld.prompt(question));
                    cases.add(new Case(
                            ReplyWorld.example(question, world.reply(question, true)),
                            ReplyWorld.example(question, world.reply(question, world.chance(BAD_POSITIVES))),
                            probe.draw(prompts, ReplyWorld.LENGTH + 2, random).stream()
                                    .map(reply -> ReplyWorld.example(question, reply))
                                    .toList()));
                }
            }
            ReplyWorld unseen = new ReplyWorld(1_000_003);
            return new Lesson(scratch, cases, unseen.examples(128, 1), unseen.examples(256, 0), seed);
        }

        List<Point> course(Arm arm) {
            try (Apprentice apprentice = new Apprentice(scratch.path("base"));
                    Reference reference = apprentice.reference()) {
                double start = meanSum(apprentice.score(heldOutNegatives));
                List<Point> course = new ArrayList<>();
                Random random = new Random(seed);
                for (int step = 0; step <= STEPS; step++) {
                    if (step % EVERY == 0) {
                        course.add(new Point(
                                start - meanSum(apprentice.score(heldOutNegatives)),
                                Math.exp(-meanToken(apprentice.score(heldOutGood)))));
                    }
                    step(apprentice, reference, arm, SAMPLES, random, RATE);
                }
                return course;
            }
        }

        /**
         * How much loss and gradient of a batch vary with the draw of the self-samples alone, the parameters and the
         * negatives being the same: at some distance from the reference, where the log-ratios are not all zero.
         *
         * @return by K: variance of the loss, and of the gradient's norm
         */
        Map<Integer, double[]> noise() {
            Map<Integer, double[]> noise = new TreeMap<>();
            try (Apprentice apprentice = new Apprentice(scratch.path("base"));
                    Reference reference = apprentice.reference()) {
                Random random = new Random(seed);
                for (int step = 0; step < STEPS / 4; step++) {
                    step(apprentice, reference, Arm.D2O, SAMPLES, random, RATE);
                }
                for (int samples : SAMPLE_COUNTS) {
                    double[] losses = new double[REDRAWS];
                    double[] norms = new double[REDRAWS];
                    for (int draw = 0; draw < REDRAWS; draw++) {
                        List<Case> same = cases.subList(0, BATCH);
                        // a rate of 0 moves nothing: only the gradient is looked at
                        losses[draw] = d2o(apprentice, reference, same, samples, random, 0);
                        norms[draw] = apprentice.gradientNorm();
                    }
                    noise.put(samples, new double[] {variance(losses), variance(norms)});
                }
            }
            return noise;
        }

        private void step(
                Apprentice apprentice, Reference reference, Arm arm, int samples, Random random, double rate) {
            List<Case> batch = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                batch.add(cases.get(random.nextInt(cases.size())));
            }
            switch (arm) {
                case ASCENT ->
                    apprentice.step(
                            batch.stream().map(Case::negative).toList(), new AscentLoss(), 0, rate);
                case DPO -> {
                    List<Example> pairs = batch.stream()
                            .flatMap(one -> Stream.of(one.positive(), one.negative()))
                            .toList();
                    Objective dpo = DpoLoss.of(STRENGTH, Length.SUM, apprentice.score(pairs, reference));
                    apprentice.step(pairs, dpo, 0, rate);
                }
                case D2O -> d2o(apprentice, reference, batch, samples, random, rate);
            }
        }

        private static double d2o(
                Apprentice apprentice,
                Reference reference,
                List<Case> batch,
                int samples,
                Random random,
                double rate) {
            List<Example> groups = new ArrayList<>();
            for (Case one : batch) {
                for (int i = 0; i < samples; i++) {
                    groups.add(one.own().get(random.nextInt(POOL)));
                }
                groups.add(one.negative());
            }
            double[] under = Arrays.stream(apprentice.score(groups, reference))
                    .mapToDouble(row -> Arrays.stream(row).sum())
                    .toArray();
            return apprentice.step(
                    groups, new D2oLoss(STRENGTH, STRENGTH, samples, Length.SUM, under), 0, rate);
        }
    }

    private static double meanSum(double[][] scores) {
        double sum = 0;
        for (double[] row : scores) {
            sum += Arrays.stream(row).sum();
        }
        return sum / scores.length;
    }

    private static double meanToken(double[][] scores) {
        double sum = 0;
        int tokens = 0;
        for (double[] row : scores) {
            sum += Arrays.stream(row).sum();
            tokens += row.length;
        }
        return sum / tokens;
    }

    private static double variance(double[] values) {
        double spread = new Runs(values).spread();
        return spread * spread;
    }

    /** The perplexity where the drop is first reached, between measured points; the last one's if it never is: NaN. */
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

    private static Finding finding(Map<Arm, List<List<Point>>> courses, Map<Integer, List<double[]>> noise) {
        Map<Arm, Runs> perplexity = new EnumMap<>(Arm.class);
        courses.forEach((arm, runs) -> perplexity.put(
                arm, new Runs(runs.stream().mapToDouble(D2oOrAscent::atDrop).toArray())));
        Runs ascent = perplexity.getOrDefault(Arm.ASCENT, new Runs(new double[0]));
        Runs d2o = perplexity.getOrDefault(Arm.D2O, new Runs(new double[0]));
        Runs one = noise(noise, 1, 0);
        Runs eight = noise(noise, 8, 0);
        boolean spares = d2o.below(ascent);
        boolean steadies = eight.below(one);
        return new Finding(
                "D2O, ascent and DPO",
                "Gradient ascent on negatives destroys a model, D2O does not; and averaging over K self-samples steadies it"
                        + " (D2O, sections 1 and 4).",
                "A Llama of 2 layers, width 64, first taught good and bad replies (70 to 30) to questions of a made-up"
                        + " language for " + BASE_STEPS + " steps. Then " + STEPS + " steps on " + BATCH + " of "
                        + NEGATIVES + " labelled bad replies each, at one learning rate (3e-4). D2O: α = β = 0.1, K = "
                        + SAMPLES + " of " + POOL + " replies that the taught model drew itself, bad ones among them,"
                        + " both references the taught model, as in the paper's experiments; no moving averages, no"
                        + " fresh draws. DPO: β = 0.1 with a labelled positive, of which a third are bad, the share that"
                        + " the paper found in Safe-RLHF. Arms are compared where the log-probability of held-out"
                        + " bad replies has fallen by " + (int) DROP + " nats, not after equal steps.",
                "Refuted if D2O's perplexity on held-out good replies is not below ascent's in every run at that drop, or if"
                        + " the variance of its loss over draws of the self-samples is not smaller at K = 8 than at K = 1"
                        + " in every run.",
                spares && steadies,
                String.format(
                        Locale.ROOT,
                        "At a drop of %.0f nats the perplexity on good replies is %s after ascent, %s after DPO and %s"
                                + " after D2O: %s. Variance of D2O's loss over draws: %.2e at K = 1, %.2e at K = 8: %s.",
                        DROP,
                        ascent,
                        perplexity.get(Arm.DPO),
                        d2o,
                        spares ? "spared" : "not spared",
                        one.mean(),
                        eight.mean(),
                        steadies ? "steadier" : "not steadier"),
                "Good and bad replies share no words here, which makes them easy to tell apart; real negatives share most of"
                        + " their words with good answers. Perplexity on good replies stands for the whole of a model's"
                        + " abilities.",
                table(courses, perplexity, noise),
                List.of(
                        Charts.lines(
                                new Axes(
                                        "What unlearning costs (first seed)",
                                        Axis.of("drop of the held-out negatives' log-probability, nats"),
                                        Axis.logarithmic("perplexity on good replies")),
                                courses.entrySet().stream()
                                        .map(entry -> points(
                                                entry.getKey().label, entry.getValue().get(0)))
                                        .toList()),
                        Charts.lines(
                                new Axes(
                                        "What self-samples steady",
                                        Axis.of("K, self-samples for each negative"),
                                        Axis.logarithmic("variance over draws")),
                                List.of(variances("of the loss", noise, 0), variances("of the gradient's norm", noise, 1)))));
    }

    private static Table table(
            Map<Arm, List<List<Point>>> courses, Map<Arm, Runs> perplexity, Map<Integer, List<double[]>> noise) {
        Table.Builder table = Table.of("arm", "perplexity at the start", "perplexity at the drop", "drop at the end, nats");
        courses.forEach((arm, runs) -> table.row(
                arm.label,
                new Runs(runs.stream().mapToDouble(run -> run.get(0).perplexity()).toArray()),
                perplexity.getOrDefault(arm, new Runs(new double[0])),
                new Runs(runs.stream()
                        .mapToDouble(run -> run.get(run.size() - 1).drop())
                        .toArray())));
        noise.forEach((samples, values) -> table.row(
                "variance at K = " + samples,
                "-",
                String.format(Locale.ROOT, "%.2e of the loss", noise(noise, samples, 0).mean()),
                String.format(Locale.ROOT, "%.2e of the norm", noise(noise, samples, 1).mean())));
        return table.build();
    }

    private static Points points(String name, List<Point> course) {
        return new Points(
                name,
                course.stream().mapToDouble(Point::drop).toArray(),
                course.stream().mapToDouble(Point::perplexity).toArray());
    }

    private static Points variances(String name, Map<Integer, List<double[]>> noise, int which) {
        return new Points(
                name,
                noise.keySet().stream().mapToDouble(Integer::doubleValue).toArray(),
                noise.keySet().stream()
                        .mapToDouble(samples -> noise(noise, samples, which).mean())
                        .toArray());
    }

    private static Runs noise(Map<Integer, List<double[]>> noise, int samples, int which) {
        return new Runs(noise.getOrDefault(samples, List.of()).stream()
                .mapToDouble(values -> values[which])
                .toArray());
    }
}
