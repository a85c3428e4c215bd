package dev.aligner.trainer.check;

import dev.aligner.core.AlignerException;
import dev.aligner.engine.corrector.CorrectorTokens;
import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.data.ReadRow;
import dev.aligner.trainer.data.RowFormat;
import dev.aligner.trainer.data.RowReader;
import dev.aligner.trainer.example.ExampleMaker;
import dev.aligner.trainer.example.ExampleTokens;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Exit codes: 0 all rows are good, 1 some are bad or a file cannot be read, 2 wrong usage. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description =
                "Reports bad rows, repeats, leaks between splits, lengths, licences, identities and edit similarity"
                        + " of files with question, answer and correction.")
final class DataCheckCommand implements Callable<Integer> {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "JSON lines, plain or packed by gzip or xz, or Parquet.")
    private List<Path> files = List.of();

    @Option(
            names = "--model",
            paramLabel = "PATH",
            description = "Counts tokens as this model does, and the rows that do not fit it.")
    private @Nullable Path model;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description = "The longest prompt and correction together; the model's context where missing.")
    private @Nullable Integer maxTokens;

    @Option(
            names = "--instruction",
            paramLabel = "KIND=TEXT",
            description = "The instruction of rows without one whose field \"kind\" says so.")
    private Map<String, String> instructions = Map.of();

    @Option(names = "--report", paramLabel = "DIR", description = "Writes report.html and its plots there.")
    private @Nullable Path report;

    @Option(names = "--json", description = "Prints the findings as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        if (maxTokens != null && (model == null || maxTokens < 2)) {
            throw new ParameterException(
                    spec.commandLine(), "--max-tokens: " + maxTokens + " (expected: at least 2, beside --model)");
        }
        try {
            return checkWith(model);
        } catch (AlignerException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
    }

    private int checkWith(@Nullable Path path) {
        if (path == null) {
            return check(new DataCheck(null));
        }
        try (CorrectorTokens tokens = CorrectorTokens.open(path)) {
            int limit = maxTokens == null ? tokens.contextTokens() : maxTokens;
            return check(new DataCheck(new ExampleMaker(ExampleTokens.of(tokens), limit)));
        }
    }

    private int check(DataCheck check) {
        for (Path file : files) {
            try (Stream<ReadRow<CorrectionRow>> rows = RowReader.read(file, RowFormat.corrections(instructions))) {
                rows.forEachOrdered(check::add);
            }
        }
        Findings findings = check.found(files);
        PrintWriter out = spec.commandLine().getOut();
        CheckReport text = new CheckReport(findings);
        out.print(json ? JSON.writeValueAsString(findings) + "\n" : text.text());
        out.flush();
        if (report != null) {
            text.write(report, check.distributions());
        }
        return findings.badRows() > 0 ? 1 : 0;
    }
}
