package dev.aligner.trainer.train;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code resume}: a run that was stopped, from its last checkpoint on. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Goes on with a training run from its last checkpoint, with the recipe that it began with.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed; the last good checkpoint is named",
            "2:there is no run, or its data has changed",
            "130:stopped by Ctrl+C, with a checkpoint",
            "143:stopped by SIGTERM, with a checkpoint"
        })
public final class ResumeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "OUTPUT", description = "The run's directory.")
    @SuppressWarnings("NullAway.Init")
    private Path output;

    @Override
    public Integer call() {
        return RunInTerminal.run(
                stop -> TrainingJob.resumed(output, stop),
                output,
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
    }
}
