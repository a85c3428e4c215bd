package dev.aligner.scaling;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line's root. */
@Command(
        name = "scaling",
        mixinStandardHelpOptions = true,
        description = "Fleets of correctors in simulated time.",
        subcommands = {
            PricesCommand.class,
            DriveCommand.class,
            CheckCommand.class,
            TablesCommand.class,
            HelpCommand.class
        })
public final class ScalingApplication implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** Exit codes: 0 done, 1 failed or out of bounds, 2 wrong usage. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ScalingApplication()).execute(arguments));
    }
}
