package dev.aligner.trainer;

import dev.aligner.core.AlignerException;
import dev.aligner.engine.torch.StepGate;
import dev.aligner.trainer.check.DataCommand;
import dev.aligner.trainer.evaluate.CalibrateCommand;
import dev.aligner.trainer.evaluate.EvaluateCommand;
import dev.aligner.trainer.evaluate.SteerCommand;
import dev.aligner.trainer.evaluate.SweepCommand;
import dev.aligner.trainer.experiment.ExperimentCommand;
import dev.aligner.trainer.judge.JudgeCommand;
import dev.aligner.trainer.pairs.RoundsCommand;
import dev.aligner.trainer.synthesize.SynthesizeCommand;
import dev.aligner.trainer.train.ResumeCommand;
import dev.aligner.trainer.train.TrainCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
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
            SteerCommand.class,
            SweepCommand.class,
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
        System.exit(commandLine()
                .setExecutionStrategy(TrainerApplication::stoppable)
                .execute(arguments));
    }

    /** A training ends by itself when it is asked to, with a checkpoint that it may still have to compute for. */
    private static int stoppable(ParseResult parsed) {
        ParseResult last = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
        Object command = last.commandSpec().userObject();
        if (!(command instanceof TrainCommand || command instanceof ResumeCommand)) {
            StepGate.shutAtEnd();
        }
        return new RunLast().execute(parsed);
    }

    /** The whole command line; what is expected to go wrong ends in one line, anything else with its trace. */
    static CommandLine commandLine() {
        return new CommandLine(new TrainerApplication()).setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof AlignerException
                    || failure instanceof IOException
                    || failure instanceof UncheckedIOException) {
                command.getErr().println(command.getColorScheme().errorText(message(failure)));
                return command.getCommandSpec().exitCodeOnExecutionException();
            }
            throw failure;
        });
    }

    private static String message(Exception failure) {
        String kind =
                failure instanceof AlignerException ? "" : failure.getClass().getSimpleName() + ": ";
        return kind + failure.getMessage();
    }
}
