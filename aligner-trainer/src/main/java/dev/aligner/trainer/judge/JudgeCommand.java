package dev.aligner.trainer.judge;

import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.data.RowFormat;
import dev.aligner.trainer.data.RowReader;
import dev.aligner.trainer.endpoint.ChatEndpoint;
import dev.aligner.trainer.endpoint.EndpointException;
import dev.aligner.trainer.endpoint.EndpointOptions;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code judge}: net win rates of corrections, by any model behind an OpenAI-compatible endpoint. */
@Command(
        name = "judge",
        mixinStandardHelpOptions = true,
        description = {
            "Asks a model whether corrections are better than the answers they correct.",
            "Verdicts are kept in OUT/verdicts.jsonl as they come; the same command again asks only for what is"
                    + " missing."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all judged", "1:failed, or some pairs have no verdict", "2:the arguments are wrong"})
public final class JudgeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--answers",
            required = true,
            arity = "1..*",
            paramLabel = "UPSTREAM=FILE",
            description = "Rows with question, answer and correction, for example what evaluate leaves.")
    private Map<String, Path> answers = Map.of();

    @Option(
            names = "--dimension",
            split = ",",
            defaultValue = "helpful,harmless",
            converter = DimensionName.class,
            paramLabel = "NAME",
            description = "helpful, harmless, honest or empathy (default: ${DEFAULT-VALUE}).")
    private List<Dimension> dimensions = List.of();

    @Option(names = "--limit", defaultValue = "0", description = "Pairs of each upstream; 0 for all (default).")
    private int limit;

    @Option(names = "--seed", defaultValue = "1", description = "Of the intervals (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the results go.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Mixin
    private EndpointOptions endpointOptions = new EndpointOptions();

    /** As the dimensions are written everywhere else. */
    static final class DimensionName implements ITypeConverter<Dimension> {
        @Override
        public Dimension convert(String name) {
            return Stream.of(Dimension.values())
                    .filter(dimension -> dimension.label().equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            new TypeConversionException(name + " (expected: helpful, harmless, honest or empathy)"));
        }
    }

    @Override
    public Integer call() {
        if (limit < 0) {
            throw new ParameterException(spec.commandLine(), "--limit: " + limit + " (expected: >= 0)");
        }
        ChatEndpoint endpoint = endpointOptions.endpoint();
        Map<String, Map<Dimension, WinRate>> rates = new LinkedHashMap<>();
        try (VerdictFile verdicts = new VerdictFile(out)) {
            Judge judge = new Judge(endpoint, verdicts, spec.commandLine().getErr());
            Map<String, List<Pair>> upstreams = new LinkedHashMap<>();
            answers.forEach((upstream, file) -> upstreams.put(upstream, pairs(file, endpoint.model())));
            for (Map.Entry<String, List<Pair>> upstream : upstreams.entrySet()) {
                Map<Dimension, WinRate> byDimension = new EnumMap<>(Dimension.class);
                for (Dimension dimension : dimensions) {
                    judge.ask(upstream.getKey(), dimension, upstream.getValue());
                    byDimension.put(dimension, judge.rate(dimension, upstream.getValue(), seed));
                }
                rates.put(upstream.getKey(), byDimension);
            }
        } catch (EndpointException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExitCode.SOFTWARE;
        }
        WinTable table = new WinTable(endpoint.model(), dimensions, rates);
        table.write(out);
        spec.commandLine().getOut().println(table.table().text());
        int unjudged = rates.values().stream()
                .flatMap(byDimension -> byDimension.values().stream())
                .mapToInt(WinRate::unjudged)
                .sum();
        if (unjudged > 0) {
            spec.commandLine()
                    .getErr()
                    .println(unjudged + " pairs have no verdict; the same command again asks for them");
        }
        return unjudged == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** A sample is that of the smallest hashes: fair, and the same one each time. */
    private List<Pair> pairs(Path file, String judge) {
        try (Stream<CorrectionRow> rows = RowReader.rows(file, RowFormat.corrections())) {
            List<Pair> pairs = rows.map(row -> new Pair(row.question(), row.answer(), row.correction()))
                    .toList();
            if (pairs.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "--answers: " + file + ": no rows (expected: some)");
            }
            return limit == 0
                    ? pairs
                    : pairs.stream()
                            .sorted(Comparator.comparing(pair -> new Asking(Dimension.HELPFUL, pair, true).key(judge)))
                            .limit(limit)
                            .toList();
        }
    }
}
