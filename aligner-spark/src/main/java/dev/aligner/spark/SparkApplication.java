package dev.aligner.spark;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line's root, and the class that {@code spark-submit} starts. */
@Command(
        name = "aligner-spark",
        mixinStandardHelpOptions = true,
        description = "Corrects whole data sets on Apache Spark.",
        subcommands = {CorrectCommand.class, HelpCommand.class})
public final class SparkApplication implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** Exit codes: see {@link CorrectCommand}. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The whole command line; what is expected to go wrong ends in one line, anything else with its trace. */
    static CommandLine commandLine() {
        return new CommandLine(new SparkApplication())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    Optional<String> message = FailureMessage.of(failure);
                    if (message.isPresent()) {
                        command.getErr().println(command.getColorScheme().errorText(message.get()));
                        return command.getCommandSpec().exitCodeOnExecutionException();
                    }
                    throw failure;
                });
    }
}
