package dev.aligner.spark;

import dev.aligner.core.AlignerException;
import dev.aligner.spark.executor.Introduction;
import dev.aligner.spark.rows.Columns;
import dev.aligner.spark.rows.ResultColumns;
import dev.aligner.spark.rows.Wanted;
import dev.aligner.spark.run.DataFormat;
import dev.aligner.spark.run.DataSetRun;
import dev.aligner.spark.run.RunSettings;
import dev.aligner.spark.run.Summary;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code correct}: a data set. */
@Command(
        name = "correct",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Corrects the rows of a data set: each once, in the order of their length.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every row was corrected or left alone by the corrector",
            "1:the run failed; --resume goes on with it",
            "2:the arguments are wrong",
            "3:the run ended, but some rows could not be corrected"
        })
final class CorrectCommand implements Callable<Integer> {
    static final int SOME_ROWS_FAILED = 3;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--in",
            required = true,
            split = ",",
            paramLabel = "PATH",
            description = "Files or folders: file, hdfs, s3a, whatever Spark reads.")
    private List<String> in = List.of();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FOLDER",
            description = "Where corrections go; new, or with --resume that of a run.")
    private String out = "";

    @Option(names = "--format", description = "Of the input: ${COMPLETION-CANDIDATES} (default: what its name says).")
    private @Nullable DataFormat format;

    @Option(names = "--out-format", description = "Of what is written (default: the input's).")
    private @Nullable DataFormat outFormat;

    @Option(
            names = "--schema",
            paramLabel = "DDL",
            description = "Columns and types of the input, as \"id string, question string, answer string\" (default:"
                    + " looked up, for which all of JSONL is read).")
    private @Nullable String schema;

    @Option(
            names = "--column",
            paramLabel = "WHAT=NAME",
            description = "What a column is called: question, messages, answer, instruction or id (default: these).")
    private Map<String, String> columns = new HashMap<>();

    @Option(
            names = "--prefix",
            defaultValue = "",
            paramLabel = "TEXT",
            description = "Of the names of the columns that are added.")
    private String prefix = "";

    @Mixin
    private final CorrectorChoice corrector = new CorrectorChoice();

    @Option(names = "--instruction", description = "What to change, in rows that do not say so themselves.")
    private @Nullable String instruction;

    @Option(names = "--strength", description = "0 returns the original, 1 is the corrector as trained.")
    private @Nullable Double strength;

    @Option(
            names = "--timeout",
            defaultValue = "PT10M",
            paramLabel = "DURATION",
            description = "How long one correction may take (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofMinutes(10);

    @Option(
            names = "--patience",
            defaultValue = "PT5M",
            paramLabel = "DURATION",
            description = "How long a service that does not answer is waited for, before Spark tries the task again"
                    + " (default: ${DEFAULT-VALUE}).")
    private Duration patience = Duration.ofMinutes(5);

    @Option(
            names = "--partition-tokens",
            defaultValue = "200000",
            paramLabel = "N",
            description = "Tokens of one task, about (default: ${DEFAULT-VALUE}).")
    private long partitionTokens;

    @Option(
            names = "--chunk-partitions",
            defaultValue = "32",
            paramLabel = "N",
            description = "Tasks whose rows are committed together: what a run that is stopped may lose (default:"
                    + " ${DEFAULT-VALUE}).")
    private int chunkParts;

    @Option(
            names = "--in-flight",
            defaultValue = "0",
            paramLabel = "N",
            description = "Corrections that one task has under way (default: as many as fill the slots).")
    private int inFlight;

    @Option(names = "--resume", description = "Go on with the run in --out: what is committed is not done again.")
    private boolean resume;

    @Option(names = "--strict", description = "A row that cannot be corrected fails the run.")
    private boolean strict;

    @Option(names = "--pairs", description = "Write preference pairs as well: prompt, chosen, rejected.")
    private boolean pairs;

    @Option(names = "--edits", description = "Write a table of all edits as well.")
    private boolean edits;

    @Option(names = "--keep-plan", description = "Leave the planned rows in --out when all are corrected.")
    private boolean keepPlan;

    @Override
    public Integer call() {
        RunSettings settings = settings();
        PrintWriter lines = spec.commandLine().getOut();
        SparkSession session = Sessions.start();
        try {
            Summary summary = new DataSetRun(session, settings, line -> say(lines, line)).run();
            say(lines, summary.text());
            return summary.failed() == 0 ? 0 : SOME_ROWS_FAILED;
        } finally {
            Introduction.forget();
            session.stop();
        }
    }

    private static void say(PrintWriter lines, String line) {
        synchronized (lines) {
            lines.println(line);
            lines.flush();
        }
    }

    private RunSettings settings() {
        try {
            check("--partition-tokens", partitionTokens, 1);
            check("--chunk-partitions", chunkParts, 1);
            check("--in-flight", inFlight, 0);
            RunSettings.Input input = RunSettings.Input.of(in, format, schema, Columns.named(columns));
            return new RunSettings(
                    input,
                    new RunSettings.Output(
                            out,
                            outFormat == null ? input.format() : outFormat,
                            new ResultColumns(prefix),
                            pairs,
                            edits,
                            keepPlan),
                    corrector.source(),
                    new Wanted(instruction, strength, timeout.toMillis()),
                    new RunSettings.Pace(partitionTokens, chunkParts, inFlight, patience),
                    resume,
                    strict);
        } catch (IllegalArgumentException | AlignerException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static void check(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
        }
    }
}
