package dev.aligner.service.cli;

import dev.aligner.service.host.CorrectorLoader;
import dev.aligner.service.host.ModelInspector;
import dev.aligner.service.host.ProgramExporter;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The command line of the jar. Its sub-commands start no server and no container. */
public final class CommandLineTool {
    private static final Set<String> WORDS =
            Set.of("correct", "keys", "models", "audit", "health", "help", "--help", "-h");

    private static final String LOGGING = "logback.configurationFile";

    private final CorrectorLoader loader;
    private final ModelInspector inspector;
    private final ProgramExporter exporter;
    private final Terminal terminal;

    public CommandLineTool(
            CorrectorLoader loader, ModelInspector inspector, ProgramExporter exporter, Terminal terminal) {
        this.loader = loader;
        this.inspector = inspector;
        this.exporter = exporter;
        this.terminal = terminal;
    }

    /** Whether the arguments are for this rather than for the server. */
    public static boolean accepts(String[] arguments) {
        return arguments.length > 0 && WORDS.contains(arguments[0]);
    }

    /**
     * Sends what libraries log to standard error, and only warnings. Without a container nobody else configures logging,
     * whose own default writes everything among the corrections. Must come before the first logger.
     */
    public static void quietLogging() {
        if (System.getProperty(LOGGING) == null) {
            System.setProperty(LOGGING, "command-line-logback.xml");
        }
    }

    /** Runs to the end; the result is the process's exit code, see {@link CorrectCommand} and {@link InspectCommand}. */
    public int run(String[] arguments) {
        try {
            return new CommandLine(new Root())
                    .addSubcommand("correct", new CommandLine(new CorrectCommand(loader, terminal)))
                    .addSubcommand(
                            "keys",
                            new CommandLine(new KeysCommand())
                                    .addSubcommand("create", new CommandLine(new KeysCreateCommand(terminal))))
                    .addSubcommand(
                            "models",
                            new CommandLine(new ModelsCommand())
                                    .addSubcommand("inspect", new CommandLine(new InspectCommand(inspector, terminal)))
                                    .addSubcommand("export", new CommandLine(new ExportCommand(exporter, terminal))))
                    .addSubcommand("health", new CommandLine(new HealthCommand(terminal)))
                    .addSubcommand(
                            "audit",
                            new CommandLine(new AuditCommand())
                                    .addSubcommand("verify", new CommandLine(new VerifyCommand(terminal)))
                                    .addSubcommand("replay", new CommandLine(new ReplayCommand(loader, terminal))))
                    .addSubcommand(new CommandLine.HelpCommand())
                    .setOut(terminal.out())
                    .setErr(terminal.err())
                    .setExecutionExceptionHandler(new FailureMessage())
                    .execute(arguments);
        } finally {
            terminal.out().flush();
            terminal.err().flush();
        }
    }

    /** Without a sub-command the jar serves; this only explains. */
    @Command(
            name = "java -jar aligner-service.jar",
            description = "Without a sub-command: serves corrections over HTTP.",
            mixinStandardHelpOptions = true)
    private static final class Root implements Runnable {
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
}
