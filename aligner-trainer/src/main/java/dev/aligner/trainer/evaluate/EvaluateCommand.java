package dev.aligner.trainer.evaluate;

import dev.aligner.engine.corrector.ModelCorrector;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evaluate}: a corrector's outputs on held-out rows, measured, beside three trivial correctors. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {
            "Measures a corrector on held-out rows, beside three trivial ones.",
            "Outputs are kept in OUT/corrections.jsonl as they come; the same command again goes on where it was."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "1:failed, or some rows have no output", "2:the arguments are wrong"})
public final class EvaluateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private CaseOptions caseOptions = new CaseOptions();

    @Option(names = "--seed", defaultValue = "1", description = "Of the intervals (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--name", description = "Of this run in tables; absent: the name of OUT.")
    private @Nullable String name;

    @Option(
            names = "--compare",
            arity = "1..*",
            paramLabel = "DIR",
            description = "Earlier runs on the same data to put beside this one.")
    private List<Path> others = List.of();

    @Option(
            names = "--losses",
            description = "Also the cross-entropy of the references under the model, in OUT/losses.jsonl.")
    private boolean losses;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the results go.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @ArgGroup
    private @Nullable Subject subject;

    @Mixin
    private CorrectorOption correctorOption = new CorrectorOption();

    /** What is evaluated; without it only the trivial correctors are. */
    static final class Subject {
        @Option(
                names = "--model",
                paramLabel = "DIR",
                description = "Directory or file of a model, run in this process.")
        @Nullable
        Path model;

        @Option(names = "--service", paramLabel = "URL", description = "A running service.")
        @Nullable
        URI service;
    }

    @Override
    public Integer call() {
        List<Case> cases = caseOptions.cases();
        PrintWriter terminal = spec.commandLine().getOut();
        List<RunScores> runs = new ArrayList<>();
        if (subject != null) {
            runs.add(subject.model == null ? ofService(subject.service, cases) : ofModel(subject.model, cases));
        }
        others.forEach(directory -> runs.add(comparable(directory, cases.size())));
        for (TrivialAnswers trivial : TrivialAnswers.values()) {
            runs.add(RunScores.of(trivial, cases, seed));
        }
        Evaluation evaluation =
                new Evaluation(caseOptions.names(), caseOptions.split(), caseOptions.limit(), seed, cases.size(), runs);
        evaluation.write(out);
        new Report(evaluation).write(out);
        if (subject != null) {
            terminal.println(ScoreTables.groups(runs.get(0)).text());
        }
        terminal.println(ScoreTables.overall(runs).text());
        int failed = subject == null ? 0 : runs.get(0).failed();
        if (failed > 0) {
            terminal.println(failed + " of " + cases.size() + " have no output; the same command again asks for them");
        }
        terminal.flush();
        return failed == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private RunScores ofModel(Path model, List<Case> cases) {
        ModelCorrector loaded = ModelCorrector.load(correctorOption.of(model));
        try (EngineAnswers corrector = new EngineAnswers(
                loaded,
                correctorOption.concurrency(),
                ModelSettings.beside(model).gate())) {
            Map<Case, Output> outputs = outputs(corrector, cases);
            Map<String, TokenLoss> found =
                    losses ? new ReferenceLosses(loaded, correctorOption.concurrency()).of(cases, out) : Map.of();
            return RunScores.of(nameOrDirectory(), corrector.identity(), cases, outputs, found, seed);
        }
    }

    private RunScores ofService(@Nullable URI service, List<Case> cases) {
        check(service != null, "--model or --service is missing");
        check(!losses, "--losses (expected: with --model alone, a service tells no probabilities)");
        try (ServiceAnswers corrector = new ServiceAnswers(Objects.requireNonNull(service))) {
            return RunScores.of(
                    nameOrDirectory(), corrector.identity(), cases, outputs(corrector, cases), Map.of(), seed);
        }
    }

    private Map<Case, Output> outputs(AnswerCorrector corrector, List<Case> cases) {
        return new Run(corrector, out, spec.commandLine().getErr()).outputs(cases);
    }

    private String nameOrDirectory() {
        return name == null ? String.valueOf(out.toAbsolutePath().normalize().getFileName()) : name;
    }

    private RunScores comparable(Path directory, int cases) {
        Evaluation other = Evaluation.read(directory);
        check(
                other.cases() == cases && other.split().equals(caseOptions.split()),
                "--compare: " + directory + ": " + other.cases() + " cases of split " + other.split() + " (expected: "
                        + cases + " of " + caseOptions.split() + ")");
        return other.runs().get(0);
    }

    private void check(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
