package dev.aligner.spark.executor;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.spark.manifest.ModelName;
import dev.aligner.spark.rows.Layout;
import dev.aligner.spark.rows.RowReading;
import dev.aligner.spark.rows.RowWriting;
import dev.aligner.spark.rows.Wanted;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Corrects the rows of one partition. Sent to executors: the corrector is not part of it.
 *
 * @param model the one that the run began with
 * @param inFlight corrections that a task has under way; 0 for as many as fill the slots
 * @param strict whether a row that cannot be corrected ends the task, and so the run
 */
public record Correcting(
        CorrectorSource source,
        ModelName model,
        Layout layout,
        Wanted wanted,
        int inFlight,
        long patienceMillis,
        boolean strict,
        Counters counters)
        implements MapPartitionsFunction<Row, Row> {

    private record Finished(Row row, Outcome outcome) {}

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        ExecutorCorrector executor = ExecutorCorrector.of(source, inFlight);
        executor.require(model);
        RowReading reading = new RowReading(layout, wanted);
        RowWriting writing = new RowWriting(layout, reading, model);
        PatientCorrector corrector = new PatientCorrector(executor.corrector(), Duration.ofMillis(patienceMillis));
        InFlight<Row, Finished> underWay = new InFlight<>(
                rows, executor.inFlight(), executor.places(), row -> linked(row, start(row, reading, corrector)));
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) ended -> underWay.close());
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return underWay.hasNext();
            }

            @Override
            public Row next() {
                return written(underWay.next(), reading, writing);
            }
        };
    }

    private static CompletableFuture<Outcome> start(Row row, RowReading reading, PatientCorrector corrector) {
        try {
            return corrector.correct(reading.request(row));
        } catch (AlignerException e) {
            return CompletableFuture.completedFuture(new Outcome.Failed(e));
        }
    }

    /** Together with its row; cancelling the one cancels the other. */
    private static CompletableFuture<Finished> linked(Row row, CompletableFuture<Outcome> outcome) {
        CompletableFuture<Finished> finished = outcome.thenApply(result -> new Finished(row, result));
        var unused = finished.whenComplete((result, error) -> {
            if (finished.isCancelled()) {
                outcome.cancel(false);
            }
        });
        return finished;
    }

    private Row written(Finished finished, RowReading reading, RowWriting writing) {
        if (finished.outcome() instanceof Outcome.Corrected corrected) {
            counters.count(corrected.correction());
            return writing.corrected(finished.row(), corrected.correction());
        }
        AlignerException failure = ((Outcome.Failed) finished.outcome()).failure();
        if (strict) {
            throw AlignerException.of(
                    ErrorCode.INVALID_FIELD,
                    "row " + reading.id(finished.row()) + ": " + failure.code().wireName() + ": "
                            + failure.getMessage(),
                    failure);
        }
        counters.countFailed();
        return writing.failed(finished.row(), failure);
    }
}
