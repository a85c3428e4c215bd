package dev.aligner.spark.run;

import dev.aligner.spark.executor.CorrectorSource;
import dev.aligner.spark.rows.Columns;
import dev.aligner.spark.rows.ResultColumns;
import dev.aligner.spark.rows.Wanted;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run is to do.
 *
 * @param input where the rows are
 * @param output where corrections go
 * @param source who corrects
 * @param pace how the work is cut and kept under way: changes nothing of what comes out
 * @param resume go on with what is in the folder
 * @param strict a row that cannot be corrected ends the run
 */
public record RunSettings(
        Input input, Output output, CorrectorSource source, Wanted wanted, Pace pace, boolean resume, boolean strict) {
    /**
     * Where the rows are.
     *
     * @param paths files, folders or patterns
     * @param schema columns and types as in SQL, or null to have them looked up
     */
    public record Input(
            List<String> paths, DataFormat format, @Nullable String schema, Columns columns) {
        public Input {
            paths = List.copyOf(paths);
        }

        /** @param format null for what the first path's name says */
        public static Input of(
                List<String> paths, @Nullable DataFormat format, @Nullable String schema, Columns columns) {
            return new Input(paths, format == null ? DataFormat.of(paths.get(0)) : format, schema, columns);
        }
    }

    /**
     * Where corrections go.
     *
     * @param folder of this run alone
     * @param pairs whether preference pairs are made as well
     * @param edits whether a table of all edits is
     * @param keepPlan whether the planned rows stay when all are corrected
     */
    public record Output(
            String folder, DataFormat format, ResultColumns results, boolean pairs, boolean edits, boolean keepPlan) {}

    /**
     * How the work is cut and kept under way.
     *
     * @param partitionTokens tokens of a partition, about
     * @param chunkParts partitions that are committed together
     * @param inFlight corrections that a task has under way; 0 for as many as fill the corrector
     * @param patience how long a corrector that cannot correct just now is waited for
     */
    public record Pace(long partitionTokens, int chunkParts, int inFlight, Duration patience) {}

    /** What decides what comes out, by name: who goes on with a run must want the same. */
    Map<String, String> described() {
        Map<String, String> described = new TreeMap<>(source.described());
        described.put("instruction", wanted.instruction() == null ? "" : wanted.instruction());
        described.put("strength", wanted.strength() == null ? "the corrector's" : String.valueOf(wanted.strength()));
        described.put("columns", input.columns().toString());
        described.put("prefix", output.results().prefix());
        described.put("out-format", output.format().name().toLowerCase(Locale.ROOT));
        return described;
    }
}
