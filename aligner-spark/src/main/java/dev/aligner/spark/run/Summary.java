package dev.aligner.spark.run;

import dev.aligner.core.Action;
import dev.aligner.spark.rows.ResultColumns;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is in the output.
 *
 * @param unchanged the corrector found nothing to change
 * @param bypassed left alone for a reason
 * @param failed of those, how many could not be corrected
 */
public record Summary(long rows, long corrected, long unchanged, long bypassed, long failed) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Counts what is committed, not what was done: a run that went on has done but a part of it. */
    static Summary of(Dataset<Row> corrections, ResultColumns columns) {
        Summary sum = new Summary(0, 0, 0, 0, 0);
        for (Row row : corrections
                .groupBy(
                        functions.col(Sql.quoted(columns.action())),
                        functions.col(Sql.quoted(columns.failure())).isNotNull())
                .count()
                .collectAsList()) {
            sum = sum.plus(Action.valueOf(row.getString(0)), row.getBoolean(1), row.getLong(2));
        }
        return sum;
    }

    private Summary plus(Action action, boolean isFailed, long more) {
        return new Summary(
                rows + more,
                corrected + (action == Action.CORRECTED || action == Action.BLOCKED ? more : 0),
                unchanged + (action == Action.NONE ? more : 0),
                bypassed + (action == Action.BYPASSED ? more : 0),
                failed + (isFailed ? more : 0));
    }

    String json() {
        return JSON.writeValueAsString(this);
    }

    /** In a line. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "%,d rows: %,d corrected, %,d unchanged, %,d bypassed (%,d of them failed)",
                rows,
                corrected,
                unchanged,
                bypassed,
                failed);
    }
}
