package dev.aligner.trainer.evaluate;

import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.data.RowFormat;
import dev.aligner.trainer.data.RowReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which rows a command looks at; a picocli mixin. */
final class CaseOptions {
    private static final String ALL = "all";

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--data",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Rows with question, answer, correction.")
    private List<Path> data = List.of();

    @Option(
            names = "--split",
            defaultValue = "dev",
            description = "Rows of this split only (default: ${DEFAULT-VALUE}); \"all\" for every row.")
    private String split = "";

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "Only rows of this source; may be repeated. Default: all.")
    private Set<String> sources = Set.of();

    @Option(
            names = "--kind-instruction",
            paramLabel = "KIND=TEXT",
            description = "Instruction of rows that have a field kind in its place.")
    private Map<String, String> kindInstructions = Map.of();

    @Option(names = "--limit", defaultValue = "0", description = "Cases of each source; 0 for all (default).")
    private int limit;

    /** At least one; files without any are the command line's error. */
    List<Case> cases() {
        if (limit < 0) {
            throw new ParameterException(spec.commandLine(), "--limit: " + limit + " (expected: >= 0)");
        }
        RowFormat<CorrectionRow> format = RowFormat.corrections(kindInstructions);
        List<CorrectionRow> rows = new ArrayList<>();
        for (Path file : data) {
            try (Stream<CorrectionRow> read = RowReader.rows(file, format)) {
                read.filter(row -> (split.equals(ALL) || row.split().equals(split))
                                && (sources.isEmpty() || sources.contains(row.source())))
                        .forEach(rows::add);
            }
        }
        if (rows.isEmpty()) {
            String asked = sources.isEmpty()
                    ? "--split: " + split + " (expected: a split that the data has)"
                    : "--split: " + split + ", --source: " + sources + " (expected: some that the data has together)";
            throw new ParameterException(spec.commandLine(), asked);
        }
        return Case.of(rows.stream(), limit == 0 ? Integer.MAX_VALUE : limit);
    }

    /** The files' names, without their directories. */
    List<String> names() {
        return data.stream().map(file -> String.valueOf(file.getFileName())).toList();
    }

    String split() {
        return split;
    }

    int limit() {
        return limit;
    }
}
