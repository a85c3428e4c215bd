package dev.aligner.trainer.pairs;

import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.data.RowFields;
import dev.aligner.trainer.data.RowFormat;
import dev.aligner.trainer.data.RowReader;
import dev.aligner.trainer.data.RowWriter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** Rows of Aligner's identity warm-up (arXiv 2402.02416: question, answer, answer). */
@Command(
        name = "identities",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Makes good answers into rows that teach a corrector to leave them alone. Of a row with a correction"
                        + " that is the good answer.")
public final class IdentitiesCommand implements Runnable {
    /** The good answer of a row stands as its answer and as its correction. */
    private static final RowFormat<CorrectionRow> ANSWERED = new RowFormat<>() {
        @Override
        public CorrectionRow read(RowFields fields) {
            String good = fields.textOrNull("correction");
            String answer = good == null ? fields.text("answer") : good;
            return new CorrectionRow(
                    fields.questionOrEmpty(), answer, answer, null, fields.source(), fields.licence(), fields.split());
        }

        @Override
        public void write(CorrectionRow row, ObjectNode json) {
            RowFormat.corrections().write(row, json);
        }
    };

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--answers",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Rows with question (or messages, prompt) and answer or correction.")
    @SuppressWarnings("NullAway.Init")
    private List<Path> files;

    @Option(names = "--source", split = ",", description = "Only rows of these sources (default: all).")
    private List<String> sources = List.of();

    @Option(
            names = "--split",
            defaultValue = "train",
            description = "Only rows of this split (default: ${DEFAULT-VALUE}).")
    private String split = CorrectionRow.TRAIN;

    @Option(names = "--count", description = "At most so many, drawn at random (default: all, in order).")
    private @Nullable Integer count;

    @Option(
            names = "--instruction",
            paramLabel = "TEXT",
            description = "What some rows ask for, although nothing needs to change; may be given several times.")
    private List<String> instructions = List.of();

    @Option(
            names = "--instructed-share",
            defaultValue = "0",
            description = "Of the rows that get an instruction, 0..1 (default: ${DEFAULT-VALUE}).")
    private double instructedShare;

    @Option(names = "--min-chars", defaultValue = "1", description = "Of an answer (default: ${DEFAULT-VALUE}).")
    private int minChars;

    @Option(names = "--max-chars", defaultValue = "2000", description = "Of an answer (default: ${DEFAULT-VALUE}).")
    private int maxChars;

    @Option(
            names = "--near-duplicates",
            paramLabel = "SIMILARITY",
            defaultValue = "0.9",
            description = "Answers that are so similar are duplicates; above 1: only equal ones (default:"
                    + " ${DEFAULT-VALUE}).")
    private double similarity;

    @Option(names = "--seed", defaultValue = "42", description = "Of what is drawn (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "JSON lines; packed where it ends in .gz or .xz.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Override
    public void run() {
        try {
            Identities identities = new Identities(
                    minChars,
                    maxChars,
                    similarity,
                    Objects.requireNonNullElse(instructions, List.of()),
                    instructedShare);
            List<CorrectionRow> answered = answered();
            List<CorrectionRow> rows = identities.of(answered, count, seed);
            RowWriter.writeAll(out, RowFormat.corrections(), rows);
            PrintWriter terminal = spec.commandLine().getOut();
            terminal.printf("%d answers, %d identities%n", answered.size(), rows.size());
            terminal.flush();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private List<CorrectionRow> answered() {
        List<CorrectionRow> rows = new ArrayList<>();
        for (Path file : files) {
            try (Stream<CorrectionRow> read = RowReader.rows(file, ANSWERED)) {
                read.filter(row -> row.split().equals(split))
                        .filter(row -> sources.isEmpty() || sources.contains(row.source()))
                        .forEachOrdered(rows::add);
            }
        }
        return rows;
    }
}
