package dev.aligner.trainer.experiment;

import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.experiment.ReplyWorld.Badness;
import dev.aligner.trainer.model.Reference;
import dev.aligner.trainer.objective.AscentLoss;
import dev.aligner.trainer.objective.D2oLoss;
import dev.aligner.trainer.objective.DpoLoss;
import dev.aligner.trainer.objective.Length;
import dev.aligner.trainer.objective.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A model that has learned good and bad replies, and the cases to unlearn the bad ones from. */
record Unlearning(
        Scratch scratch, List<Case> cases, List<Example> heldOutNegatives, List<Example> heldOutGood, long seed) {
    static final int BASE_STEPS = 600;
    static final int STEPS = 80;
    static final int EVERY = 4;
    static final int NEGATIVES = 128;
    static final int BATCH = 8;
    static final int POOL = 24;
    static final double BAD = 0.3;
    /** Of the labelled positives (the paper: 33.88 % of Safe-RLHF's are toxic). */
    static final double BAD_POSITIVES = 0.3388;

    static final double RATE = 3e-4;
    static final double STRENGTH = 0.1;
    static final int SAMPLES = 8;
    static final int[] SAMPLE_COUNTS = {1, 2, 4, 8};
    static final int REDRAWS = 48;
    static final SmallModel MODEL = new SmallModel(ReplyWorld.VOCABULARY, 64, 2, ReplyWorld.END);

    enum Arm {
        ASCENT("gradient ascent"),
        DPO("DPO, a third of the positives bad"),
        D2O("D2O, K = " + SAMPLES);

        private final String label;

        Arm(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** A labelled negative, a labelled positive and what the model itself says. */
    record Case(Example negative, Example positive, List<Example> own) {}

    /** After some steps: how far the held-out negatives have fallen, and how surprised the model is by good replies. */
    record Point(double drop, double perplexity) {}

    static Unlearning prepare(Badness badness, long seed, Scratch scratch) {
        MODEL.write(scratch.path("start"), seed);
        ReplyWorld world = new ReplyWorld(seed, badness);
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
        ReplyWorld unseen = new ReplyWorld(1_000_003, badness);
        return new Unlearning(scratch, cases, unseen.examples(128, 1), unseen.examples(256, 0), seed);
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

    private void step(Apprentice apprentice, Reference reference, Arm arm, int samples, Random random, double rate) {
        List<Case> batch = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            batch.add(cases.get(random.nextInt(cases.size())));
        }
        switch (arm) {
            case ASCENT -> apprentice.step(batch.stream().map(Case::negative).toList(), new AscentLoss(), 0, rate);
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
            Apprentice apprentice, Reference reference, List<Case> batch, int samples, Random random, double rate) {
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
        return apprentice.step(groups, new D2oLoss(STRENGTH, STRENGTH, samples, Length.SUM, under), 0, rate);
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
}
