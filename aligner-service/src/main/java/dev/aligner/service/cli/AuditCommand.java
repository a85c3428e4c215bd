package dev.aligner.service.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** {@code audit}: what can be done with a log of corrections. */
@Command(name = "audit", description = "Looks at logs of corrections.", mixinStandardHelpOptions = true)
final class AuditCommand implements Runnable {
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
