package dev.aligner.trainer.pairs;

import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.data.QuestionRow;
import dev.aligner.trainer.data.RowFields;
import dev.aligner.trainer.data.RowReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Answers that begin to comply: {@code synthesize refusals} makes corrections of those to harmful questions. */
@Command(
        name = "openings",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Lets a local model answer questions with the first words of an assistant that complies, one to three"
                        + " sentences each. Stopped and started again it goes on from the rows that are there.")
public final class OpeningsCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--questions",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Rows with question (or messages), source and licence; those of another split than train are"
                    + " left out.")
    @SuppressWarnings("NullAway.Init")
    private List<Path> files;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "Only questions of this source; may be repeated. Default: all.")
    private Set<String> sources = new LinkedHashSet<>();

    @Option(
            names = "--most",
            defaultValue = "1000000",
            paramLabel = "N",
            description = "The first N questions. Default: all.")
    private int most;

    @Option(
            names = "--identities",
            description = "The answer is written as the correction too: a row that teaches to leave it alone.")
    private boolean identities;

    @Mixin
    private final PolicyOptions policyOptions = new PolicyOptions();

    @Option(names = "--seed", defaultValue = "42", description = "Of the answers (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Rows, as JSON lines.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Override
    public void run() {
        if (most < 1) {
            throw new ParameterException(spec.commandLine(), "--most: " + most + " (expected: >= 1)");
        }
        PrintWriter out = spec.commandLine().getOut();
        Map<String, QuestionRow> asked = asked();
        List<String> beginnings = beginnings();
        try (LocalPolicy policy = policyOptions.openLocal(null);
                Journal<BegunAnswer> journal =
                        Journal.open(file, BegunAnswer.format(identities), new Origin(policy.name(), null, seed))) {
            Map<String, Supplier<CompletableFuture<BegunAnswer>>> work = new LinkedHashMap<>();
            asked.forEach((key, row) ->
                    work.put(key, () -> BegunAnswer.draw(row, beginnings, policy, policyOptions.sampling(), seed)));
            new InOrder(2 * policyOptions.slots())
                    .run(work, journal, Progress.of(out, "questions", asked.keySet().stream(), journal));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Map<String, QuestionRow> asked() {
        Map<String, QuestionRow> rows = new LinkedHashMap<>();
        for (Path questions : files) {
            try (Stream<QuestionRow> read = RowReader.rows(questions, OpeningsCommand::row)) {
                read.filter(row -> row.split().equals(CorrectionRow.TRAIN)
                                && !row.question().lastTurn().isBlank()
                                && (sources.isEmpty() || sources.contains(row.source())))
                        .forEachOrdered(row -> rows.putIfAbsent(BegunAnswer.key(row), row));
            }
        }
        rows.keySet().retainAll(rows.keySet().stream().limit(most).collect(Collectors.toSet()));
        return rows;
    }

    private static QuestionRow row(RowFields fields) {
        return new QuestionRow(fields.questionOrEmpty(), fields.source(), fields.licence(), fields.split());
    }

    private static List<String> beginnings() {
        try (InputStream lines = OpeningsCommand.class.getResourceAsStream("beginnings.txt")) {
            String text =
                    new String(Objects.requireNonNull(lines, "beginnings.txt").readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().map(String::strip).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
