package dev.aligner.trainer.synthesize;

import dev.aligner.trainer.pairs.IdentitiesCommand;
import dev.aligner.trainer.pairs.NegativesCommand;
import dev.aligner.trainer.pairs.OpeningsCommand;
import dev.aligner.trainer.pairs.PairsCommand;
import dev.aligner.trainer.pairs.WeakToStrongCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands that make data. */
@Command(
        name = "synthesize",
        mixinStandardHelpOptions = true,
        description = "Makes data for correctors.",
        subcommands = {
            EditsCommand.class,
            RefusalsCommand.class,
            OpeningsCommand.class,
            PairsCommand.class,
            WeakToStrongCommand.class,
            NegativesCommand.class,
            IdentitiesCommand.class
        })
public final class SynthesizeCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
