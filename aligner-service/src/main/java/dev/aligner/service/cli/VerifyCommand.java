package dev.aligner.service.cli;

import dev.aligner.service.audit.ChainReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code audit verify}: whether a log is what was written. */
@Command(
        name = "verify",
        description =
                "Says whether a log of corrections is one chain, so that no record was changed, left out or put in.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it is",
            "1:it is not, or a file cannot be read",
            "2:the arguments are wrong",
            "3:it is, but its last record was not written in full: the service ended while it wrote"
        })
final class VerifyCommand implements Callable<Integer> {
    static final int CUT = 3;

    private final Terminal terminal;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files of one log, in any order.")
    List<Path> files = List.of();

    @Option(
            names = "--contains",
            paramLabel = "HASH",
            description = "The hash of a record that was noted before: it must still be there. The end of a log that is"
                    + " cut off can be told by nothing else.")
    @Nullable
    String anchor;

    VerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        ChainReport report = ChainReport.of(files, anchor);
        String broken = report.broken();
        if (broken != null) {
            terminal.err().println("broken: " + broken);
            return CommandLine.ExitCode.SOFTWARE;
        }
        terminal.out().println("intact: " + report.records() + " records, " + report.first() + " to " + report.last());
        terminal.out().println("follows " + report.before());
        terminal.out().println("ends with " + report.hash());
        if (report.lost() > 0) {
            terminal.out().println("lost, by its own account: " + report.lost());
        }
        if (anchor != null && !report.anchored()) {
            terminal.err().println("broken: no record has the hash " + anchor);
            return CommandLine.ExitCode.SOFTWARE;
        }
        if (report.cutBytes() > 0) {
            terminal.out()
                    .println("cut: its last record was not written in full, " + report.cutBytes() + " bytes are there");
            return CUT;
        }
        return CommandLine.ExitCode.OK;
    }
}
