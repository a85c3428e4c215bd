package dev.aligner.spark.executor;

import dev.aligner.spark.manifest.ModelName;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Asks an executor which corrector it has, as a row of {@link ModelName}'s two texts: the driver may be where no model is.
 */
public record Introduction(CorrectorSource source, int inFlight) implements MapPartitionsFunction<Row, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        ModelName model = ExecutorCorrector.of(source, inFlight).model();
        return List.of(RowFactory.create(model.id(), model.digest())).iterator();
    }

    /** Closes what this process has loaded: for a driver that is its own executor. */
    public static void forget() {
        ExecutorCorrector.closeAll();
    }
}
