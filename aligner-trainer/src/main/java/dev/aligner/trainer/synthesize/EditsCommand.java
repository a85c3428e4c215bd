package dev.aligner.trainer.synthesize;

import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.data.RowFormat;
import dev.aligner.trainer.data.RowWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code synthesize edits}: small edits put into good texts, and texts to leave alone. */
@Command(
        name = "edits",
        mixinStandardHelpOptions = true,
        description = "Puts rudeness and personal data into good texts, and adds texts to leave alone.",
        footer = "The same files, counts and seed give the same bytes.")
final class EditsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--carriers",
            required = true,
            paramLabel = "FILE",
            description = "corrections.jsonl, plain, .gz or .xz; only rows of the split train are used.")
    @SuppressWarnings("NullAway.Init")
    private Path carriers;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "JSONL, packed if named .xz.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--count",
            paramLabel = "KIND=N",
            description = "How many rows of a kind, instead of its default; may be repeated.")
    private Map<String, Integer> counts = new LinkedHashMap<>();

    @Option(
            names = "--scale",
            defaultValue = "1",
            paramLabel = "FACTOR",
            description = "Multiplies the counts that --count does not give. Default: ${DEFAULT-VALUE}.")
    private double scale;

    @Override
    public Integer call() {
        EditKinds kinds = new EditKinds(Carriers.read(carriers), seed);
        check(kinds);
        List<CorrectionRow> rows = new ArrayList<>();
        for (String kind : kinds.names()) {
            int count = counts.getOrDefault(kind, (int) Math.round(kinds.count(kind) * scale));
            rows.addAll(kinds.rows(kind, count));
        }
        RowWriter.writeAll(out, RowFormat.corrections(), rows);
        RowCounts.print(rows, out, spec.commandLine().getOut());
        return 0;
    }

    private void check(EditKinds kinds) {
        for (var count : counts.entrySet()) {
            if (!kinds.names().contains(count.getKey()) || count.getValue() < 0) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--count " + count.getKey() + "=" + count.getValue() + ": expected 0 or more of one of "
                                + kinds.names());
            }
        }
        if (!(scale >= 0 && scale <= 100)) {
            throw new ParameterException(spec.commandLine(), "--scale: " + scale + " (expected: 0..100)");
        }
    }
}
