package dev.aligner.service.cli;

import dev.aligner.service.host.ProgramExporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models export}: the program that a model is computed by, as a file that PyTorch loads. */
@Command(
        name = "export",
        description = "Writes the TorchScript program of a model, without its weights.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it is written", "1:the model or the file is wrong", "2:the arguments are wrong"})
final class ExportCommand implements Callable<Integer> {
    private final ProgramExporter exporter;
    private final Terminal terminal;

    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            description = "A *.gguf file or a directory; absent for the configured model.")
    @Nullable
    String path;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The archive to write.")
    @Nullable
    Path out;

    @Option(
            names = "--precision",
            defaultValue = "float32",
            description = "float32, bfloat16, float16 or int8 (default: ${DEFAULT-VALUE}).")
    String precision = "float32";

    @Option(
            names = "--device",
            defaultValue = "cpu",
            description = "cpu or cuda, which need not be there (default: ${DEFAULT-VALUE}).")
    String device = "cpu";

    ExportCommand(ProgramExporter exporter, Terminal terminal) {
        this.exporter = exporter;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (out == null || !precision.matches("float32|bfloat16|float16|int8") || !device.matches("cpu|cuda")) {
            terminal.err()
                    .println("--precision " + precision + ", --device " + device
                            + " (expected: float32, bfloat16, float16 or int8; cpu or cuda)");
            return CommandLine.ExitCode.USAGE;
        }
        Path folder = out.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            terminal.err().println("--out " + out + " (expected: a file in a folder that is there)");
            return CommandLine.ExitCode.USAGE;
        }
        exporter.export(
                StandaloneProperties.read(
                        path, Map.of("aligner.model.precision", precision, "aligner.model.device", device)),
                out);
        terminal.out().println("written     " + out);
        return CommandLine.ExitCode.OK;
    }
}
