package dev.aligner.trainer;

import dev.aligner.trainer.check.DataCommand;
import dev.aligner.trainer.evaluate.CalibrateCommand;
import dev.aligner.trainer.evaluate.EvaluateCommand;
import dev.aligner.trainer.experiment.ExperimentCommand;
import dev.aligner.trainer.judge.JudgeCommand;
import dev.aligner.trainer.pairs.RoundsCommand;
import dev.aligner.trainer.synthesize.SynthesizeCommand;
import dev.aligner.trainer.train.ResumeCommand;
import dev.aligner.trainer.train.TrainCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line's root. */
@Command(
        name = "aligner-trainer",
        mixinStandardHelpOptions = true,
        description = "Makes, judges and documents correctors.",
        subcommands = {
            CalibrateCommand.class,
            DataCommand.class,
            EvaluateCommand.class,
            ExperimentCommand.class,
            HelpCommand.class,
            JudgeCommand.class,
            ResumeCommand.class,
            RoundsCommand.class,
            SynthesizeCommand.class,
            TrainCommand.class
        })
public final class TrainerApplication implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** Exit codes: 0 done, 1 failed, 2 wrong usage. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new TrainerApplication()).execute(arguments));
    }
}
