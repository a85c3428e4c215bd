package dev.aligner.spark.run;

import dev.aligner.spark.executor.CorrectorSource;
import dev.aligner.spark.executor.RunningService;
import dev.aligner.spark.rows.Columns;
import dev.aligner.spark.rows.ResultColumns;
import dev.aligner.spark.rows.Wanted;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** A run as a test asks for it, one thing after the other. */
final class Asking {
    private final Path in;
    private final Path out;
    private final CorrectorSource source;
    private final List<String> lines = new ArrayList<>();
    private @Nullable DataFormat outFormat;
    private @Nullable String schema;
    private @Nullable String instruction;
    private boolean derived;
    private boolean resume;
    private boolean strict;
    private int partitionTokens = 2000;

    Asking(Path in, Path out, CorrectorSource source) {
        this.in = in;
        this.out = out;
        this.source = source;
    }

    static Asking service(Path in, Path out, String url) {
        return new Asking(in, out, new RunningService(url, null, 4));
    }

    Asking to(DataFormat format) {
        outFormat = format;
        return this;
    }

    Asking schema(String ddl) {
        schema = ddl;
        return this;
    }

    Asking instruction(String text) {
        instruction = text;
        return this;
    }

    Asking withPairsAndEdits() {
        derived = true;
        return this;
    }

    Asking resuming() {
        resume = true;
        return this;
    }

    Asking strict() {
        strict = true;
        return this;
    }

    Asking partitionTokens(int tokens) {
        partitionTokens = tokens;
        return this;
    }

    Summary run(SparkSession session) {
        RunSettings.Input input = RunSettings.Input.of(List.of(in.toString()), null, schema, Columns.named(Map.of()));
        RunSettings settings = new RunSettings(
                input,
                new RunSettings.Output(
                        out.toString(),
                        outFormat == null ? input.format() : outFormat,
                        new ResultColumns(""),
                        derived,
                        derived,
                        false),
                source,
                new Wanted(instruction, null, 60_000),
                new RunSettings.Pace(partitionTokens, 3, 0, Duration.ofSeconds(5)),
                resume,
                strict);
        return new DataSetRun(session, settings, line -> {
                    synchronized (lines) {
                        lines.add(line);
                    }
                })
                .run();
    }

    /** What the run has told of its progress. */
    List<String> lines() {
        return lines;
    }
}
