package dev.aligner.service.cli;

import dev.aligner.service.host.ModelInspector;
import dev.aligner.service.host.ModelReport;
import dev.aligner.service.wire.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models inspect}: what a model is, what it would take, and everything that is wrong with it. */
@Command(
        name = "inspect",
        description = "Says what a model is and whether it would be loaded, without loading it.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the model would be loaded",
            "1:it would not; every problem is listed",
            "2:the arguments are wrong"
        })
final class InspectCommand implements Callable<Integer> {
    private final ModelInspector inspector;
    private final Terminal terminal;

    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            description = "A *.gguf file or a directory; absent for the configured model.")
    @Nullable
    String path;

    @Option(
            names = "--device",
            description =
                    "cpu, cuda, cuda:N or auto, where the model would be computed; absent for the configured one.")
    @Nullable
    String device;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    InspectCommand(ModelInspector inspector, Terminal terminal) {
        this.inspector = inspector;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ModelReport report = inspector.inspect(
                StandaloneProperties.read(path, device == null ? Map.of() : Map.of("aligner.model.device", device)));
        if (json) {
            terminal.out().println(new String(StrictJson.write(ReportJson.of(report)), StandardCharsets.UTF_8));
        } else {
            ReportText.lines(report).forEach(terminal.out()::println);
            report.problems().forEach(problem -> terminal.err().println("problem: " + problem));
        }
        return report.problems().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
}
