package dev.aligner.trainer.evaluate;

import dev.aligner.engine.corrector.ModelCorrector;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sweep}: what a corrector does at each of some strengths, and at which one it should be trained again. */
@Command(
        name = "sweep",
        mixinStandardHelpOptions = true,
        description = {
            "Measures a corrector with a reference at several strengths (DeRa), and says at which beta to train it again.",
            "Outputs are kept in OUT/strength-N as they come; the same command again goes on where it was."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "1:failed, or some rows have no output", "2:the arguments are wrong"})
public final class SweepCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private CaseOptions caseOptions = new CaseOptions();

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Directory or file of the model.")
    @SuppressWarnings("NullAway.Init")
    private Path model;

    @Mixin
    private CorrectorOption correctorOption = new CorrectorOption();

    @Option(
            names = "--strengths",
            split = ",",
            defaultValue = "0,0.25,0.5,0.75,1,1.25,1.5",
            paramLabel = "N",
            description = "Of 0 to 2, with commas between (default: ${DEFAULT-VALUE}).")
    private List<Double> strengths = List.of();

    @Option(
            names = "--beta",
            defaultValue = "0.1",
            description = "The beta that the corrector was trained at (default: ${DEFAULT-VALUE}, DPO's).")
    private double beta;

    @Option(names = "--seed", defaultValue = "1", description = "Of the intervals (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the results go.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Override
    public Integer call() {
        strengths.forEach(strength -> check(strength >= 0 && strength <= 2, "--strengths: " + strength, "0..2"));
        check(beta > 0, "--beta: " + beta, "above 0");
        List<Case> cases = caseOptions.cases();
        PrintWriter progress = spec.commandLine().getErr();
        List<StrengthOutputs> swept = new ArrayList<>();
        CopyRate copies;
        try (ModelCorrector corrector = ModelCorrector.loadForSweep(correctorOption.of(model))) {
            check(
                    corrector.card().strengths().between(),
                    "--model: " + model,
                    "one with a reference in its aligner.json");
            int concurrency = correctorOption.concurrency();
            TextScores scores = new TextScores(corrector, concurrency);
            copies = scores.copies(cases);
            progress.println("the reference repeats " + copies.copied() + " of " + copies.answers() + " answers");
            for (double strength : strengths) {
                progress.println("strength " + strength);
                EngineAnswers answers = new EngineAnswers(
                        corrector, concurrency, ModelSettings.beside(model).gate(), strength);
                Map<Case, Output> outputs =
                        new Run(answers, out.resolve("strength-" + strength), progress).outputs(cases);
                swept.add(new StrengthOutputs(strength, outputs, scores.divergences(outputs, strength)));
            }
        }
        Sweep sweep = sweep(cases, swept, copies);
        new SweepReport(sweep).write(out);
        spec.commandLine().getOut().println(SweepReport.table(sweep).text());
        spec.commandLine().getOut().println(sweep.advice());
        int missing = swept.stream()
                .mapToInt(each -> cases.size() - each.outputs().size())
                .sum();
        return missing == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** By the untuned base, loaded by itself: it has seen neither corrections nor copies. */
    private Sweep sweep(List<Case> cases, List<StrengthOutputs> swept, CopyRate copies) {
        try (ModelCorrector base = ModelCorrector.load(correctorOption.untuned(model))) {
            TextScores scores = new TextScores(base, correctorOption.concurrency());
            List<SweepPoint> points = swept.stream()
                    .map(each -> SweepPoint.of(each, scores.perplexity(each.texts()), seed))
                    .toList();
            return new Sweep(
                    caseOptions.names(),
                    caseOptions.split(),
                    cases.size(),
                    seed,
                    copies,
                    scores.perplexity(cases.stream().map(Case::answer).toList()),
                    beta,
                    points);
        }
    }

    private void check(boolean holds, String found, String expected) {
        if (!holds) {
            throw new ParameterException(
                    spec.commandLine(), String.format(Locale.ROOT, "%s (expected: %s)", found, expected));
        }
    }
}
