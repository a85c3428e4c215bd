package dev.aligner.trainer.experiment;

import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.objective.IftLoss;
import dev.aligner.trainer.report.Axes;
import dev.aligner.trainer.report.Bars;
import dev.aligner.trainer.report.Charts;
import dev.aligner.trainer.report.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Does IFT narrow the gap between being led and going alone? (Intuitive fine-tuning, arXiv 2405.11870.) */
final class IftOrSft implements Experiment {
    static final int STEPS = 1000;
    private static final int BATCH = 16;
    private static final double RATE = 3e-3;
    private static final SmallModel MODEL = new SmallModel(CarryWorld.VOCABULARY, 64, 2, CarryWorld.END);

    private enum Arm {
        SFT("SFT", 0, 0, 1),
        LONGER("SFT, 1.4 times the steps", 0, 0, 1.4),
        RESIDUAL_CONNECTION("λ = 0.2 alone", 0.2, 0, 1),
        PROPAGATION("γ = 0.95 alone", 0, 0.95, 1),
        IFT("IFT: λ = 0.2, γ = 0.95", 0.2, 0.95, 1);

        private final String label;
        private final double lambda;
        private final double gamma;
        private final double duration;

        Arm(String label, double lambda, double gamma, double duration) {
            this.label = label;
            this.lambda = lambda;
            this.gamma = gamma;
            this.duration = duration;
        }
    }

    /**
     * An arm of one run.
     *
     * @param forced share of target tokens that are most probable after the right ones
     * @param free share that are right where the model goes on from its own
     * @param exact share of additions without a slip
     */
    private record Result(double forced, double free, double exact) {
        double gap() {
            return forced - free;
        }
    }

    @Override
    public Finding run(List<Long> seeds, PrintWriter progress) {
        List<Example> heldOut = new CarryWorld(1_000_003).additions(256);
        Map<Arm, List<Result>> results = new EnumMap<>(Arm.class);
        for (long seed : seeds) {
            for (Arm arm : Arm.values()) {
                Result result = result(arm, seed, heldOut);
                results.computeIfAbsent(arm, none -> new ArrayList<>()).add(result);
                progress.printf(
                        Locale.ROOT,
                        "seed %d, %s: led %.4f, alone %.4f, exact %.3f%n",
                        seed,
                        arm.label,
                        result.forced(),
                        result.free(),
                        result.exact());
                progress.flush();
            }
        }
        return finding(results);
    }

    private static Result result(Arm arm, long seed, List<Example> heldOut) {
        try (Scratch scratch = Scratch.make()) {
            MODEL.write(scratch.path("start"), seed);
            CarryWorld world = new CarryWorld(seed);
            try (Apprentice apprentice = new Apprentice(scratch.path("start"))) {
                apprentice.teach(
                        (int) Math.round(STEPS * arm.duration),
                        RATE,
                        new IftLoss(arm.gamma),
                        arm.lambda,
                        step -> world.additions(BATCH));
                apprentice.export(scratch.path("trained"));
            }
            try (Probe probe = new Probe(scratch.path("trained"), CarryWorld.END)) {
                return measure(probe, heldOut);
            }
        }
    }

    private static Result measure(Probe probe, List<Example> additions) {
        List<int[]> outputs = probe.greedy(
                additions.stream()
                        .map(addition -> Arrays.copyOf(addition.tokens(), addition.targetFrom()))
                        .toList(),
                CarryWorld.TARGETS);
        int forced = 0;
        int free = 0;
        int exact = 0;
        for (int i = 0; i < additions.size(); i++) {
            for (boolean right : probe.forced(additions.get(i))) {
                forced += right ? 1 : 0;
            }
            int same = same(additions.get(i), outputs.get(i));
            free += same;
            exact += same == CarryWorld.TARGETS ? 1 : 0;
        }
        double tokens = (double) additions.size() * CarryWorld.TARGETS;
        return new Result(forced / tokens, free / tokens, (double) exact / additions.size());
    }

    /** Tokens that are right where they stand; an end in its place counts, one too early ends what is right. */
    private static int same(Example addition, int[] output) {
        int same = output.length == CarryWorld.TARGETS - 1 ? 1 : 0;
        for (int i = 0; i < Math.min(output.length, CarryWorld.TARGETS - 1); i++) {
            same += output[i] == addition.tokens()[addition.targetFrom() + i] ? 1 : 0;
        }
        return same;
    }

    private static Finding finding(Map<Arm, List<Result>> results) {
        Runs sft = runs(results, Arm.SFT, Result::gap);
        Runs longer = runs(results, Arm.LONGER, Result::gap);
        Runs ift = runs(results, Arm.IFT, Result::gap);
        return new Finding(
                "IFT or SFT",
                "Training on states that are partly the model's own narrows the gap between what it does after the right"
                        + " tokens and after its own (IFT, section 4; temporal residual connection and dynamic relation"
                        + " propagation).",
                "A Llama of 2 layers, width 64, from random weights; additions of two numbers of " + CarryWorld.DIGITS
                        + " digits, last digit first, each digit of the sum followed by its carry. " + STEPS
                        + " steps of " + BATCH + " new additions, the same in every arm. Controls: each half of IFT"
                        + " alone; plain training with 1.4 times the steps, as IFT's first pass costs about that. On 256"
                        + " held-out additions: share of tokens that are right after the right ones (led) and after the"
                        + " model's own (alone).",
                "Refuted unless every IFT run has a smaller gap (led less alone) than every plain run, of equal steps and"
                        + " of equal computation.",
                ift.below(sft) && ift.below(longer),
                String.format(
                        Locale.ROOT,
                        "Gap of SFT %s, of SFT with 1.4 times the steps %s, of IFT %s; exact additions %s, %s and %s.",
                        sft,
                        longer,
                        ift,
                        runs(results, Arm.SFT, Result::exact),
                        runs(results, Arm.LONGER, Result::exact),
                        runs(results, Arm.IFT, Result::exact)),
                "Training from random weights is not fine-tuning, which is all that the paper studies; the optimiser is"
                        + " AdamW, not its RMSprop. Plain training with random tokens mixed in, a control of algorithms"
                        + " like this one, is missing: an example's inputs and targets are the same tokens in this"
                        + " trainer.",
                table(results),
                List.of(Charts.bars(
                        Axes.of("Led and alone", "", "share of tokens right"),
                        Arrays.stream(Arm.values()).map(arm -> arm.label).toList(),
                        List.of(bars("led", results, Result::forced), bars("alone", results, Result::free)))));
    }

    private static Table table(Map<Arm, List<Result>> results) {
        Table.Builder table = Table.of("arm", "led", "alone", "gap", "exact additions");
        for (Arm arm : Arm.values()) {
            table.row(
                    arm.label,
                    runs(results, arm, Result::forced),
                    runs(results, arm, Result::free),
                    runs(results, arm, Result::gap),
                    runs(results, arm, Result::exact));
        }
        return table.build();
    }

    private static Bars bars(String name, Map<Arm, List<Result>> results, ToDoubleFunction<Result> value) {
        return new Bars(
                name,
                Arrays.stream(Arm.values())
                        .mapToDouble(arm -> runs(results, arm, value).mean())
                        .toArray(),
                Arrays.stream(Arm.values())
                        .mapToDouble(arm -> runs(results, arm, value).spread())
                        .toArray());
    }

    private static Runs runs(Map<Arm, List<Result>> results, Arm arm, ToDoubleFunction<Result> value) {
        return new Runs(
                results.getOrDefault(arm, List.of()).stream().mapToDouble(value).toArray());
    }
}
