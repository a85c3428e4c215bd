package dev.aligner.trainer.evaluate;

import dev.aligner.engine.corrector.ModelCorrector;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code calibrate}: how sure a corrector must be of a change, so that it leaves good answers alone. */
@Command(
        name = "calibrate",
        mixinStandardHelpOptions = true,
        description = {
            "Finds the least margin, log P(correction) - log P(unchanged), at which few enough good answers are"
                    + " touched,",
            "for requests without (plain) and with an instruction (instructed).",
            "Every row's margin is kept in OUT/corrections.jsonl; the same command again goes on where it was."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:calibrated", "1:failed, or some rows have no output", "2:the arguments are wrong"})
public final class CalibrateCommand implements Callable<Integer> {
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
            names = "--touched",
            defaultValue = "0.005",
            description = "At most this share of good answers is touched (default: ${DEFAULT-VALUE}).")
    private double touched;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the results go.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(names = "--write", description = "Put the margins into the model's aligner.json.")
    private boolean write;

    @Override
    public Integer call() {
        if (!(touched >= 0 && touched <= 1)) {
            throw new ParameterException(spec.commandLine(), "--touched: " + touched + " (expected: 0..1)");
        }
        List<Case> cases = caseOptions.cases();
        Map<Case, Output> outputs;
        try (EngineAnswers corrector = new EngineAnswers(
                ModelCorrector.loadUngated(correctorOption.of(model)), correctorOption.concurrency(), "ungated")) {
            outputs = new Run(corrector, out, spec.commandLine().getErr()).outputs(cases);
        }
        Map<String, Calibration> calibrations = calibrations(outputs);
        CalibrationReport report =
                new CalibrationReport(caseOptions.names(), caseOptions.split(), touched, calibrations);
        report.write(out);
        spec.commandLine().getOut().println(report.table().text());
        if (outputs.size() < cases.size()) {
            spec.commandLine()
                    .getErr()
                    .println((cases.size() - outputs.size()) + " of " + cases.size()
                            + " have no output, so nothing is written; the same command again asks for them");
            return ExitCode.SOFTWARE;
        }
        if (write) {
            Map<String, Double> least = new LinkedHashMap<>();
            calibrations.forEach((kind, calibration) -> least.put(kind, calibration.least()));
            ModelSettings settings = ModelSettings.beside(model);
            settings.write(least);
            spec.commandLine().getOut().println("written to " + settings.file());
        }
        return ExitCode.OK;
    }

    /** Only of kinds that have good answers: nothing can be said of the others. */
    private Map<String, Calibration> calibrations(Map<Case, Output> outputs) {
        Map<String, Calibration> calibrations = new LinkedHashMap<>();
        for (boolean instructed : new boolean[] {false, true}) {
            String kind = instructed ? "instructed" : "plain";
            List<Weighed> weighed = outputs.entrySet().stream()
                    .filter(output -> (output.getKey().instruction() != null) == instructed)
                    .map(output -> Weighed.of(output.getKey(), output.getValue()))
                    .toList();
            if (weighed.stream().anyMatch(Weighed::good)) {
                calibrations.put(kind, Calibration.of(weighed, touched));
            } else {
                spec.commandLine()
                        .getErr()
                        .println(kind + ": no good answers among the rows (expected: some), left out");
            }
        }
        return calibrations;
    }
}
