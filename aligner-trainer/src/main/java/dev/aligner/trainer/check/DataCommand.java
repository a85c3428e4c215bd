package dev.aligner.trainer.check;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with files of rows. */
@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        description = "Looks at training data.",
        subcommands = DataCheckCommand.class)
public final class DataCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
