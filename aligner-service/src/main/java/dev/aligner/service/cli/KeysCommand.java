package dev.aligner.service.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** {@code keys}: what can be done with the keys of callers. */
@Command(name = "keys", description = "Makes keys for callers.", mixinStandardHelpOptions = true)
final class KeysCommand implements Runnable {
    @CommandLine.Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }
}
