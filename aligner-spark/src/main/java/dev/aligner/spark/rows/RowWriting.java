package dev.aligner.spark.rows;

import dev.aligner.core.Action;
import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.edit.Edit;
import dev.aligner.spark.manifest.ModelName;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Writes a correction beside the row that it is of. */
public final class RowWriting {
    private final Layout layout;
    private final RowReading reading;
    private final ModelName model;

    public RowWriting(Layout layout, RowReading reading, ModelName model) {
        this.layout = layout;
        this.reading = reading;
        this.model = model;
    }

    /** A row that was corrected, or left alone by the corrector. */
    public Row corrected(Row row, Correction correction) {
        return written(
                row,
                correction.text(),
                correction.action().name(),
                correction.reason() == null ? null : correction.reason().wireName(),
                null,
                correction.editRatio(),
                correction.margin(),
                edits(correction.edits()));
    }

    /** A row that could not be corrected: its answer, and why. */
    public Row failed(Row row, AlignerException failure) {
        return written(
                row,
                reading.answer(row),
                Action.BYPASSED.name(),
                failure.code().wireName(),
                String.valueOf(failure.getMessage()),
                0,
                null,
                edits(List.of()));
    }

    private Row written(
            Row row,
            @Nullable String text,
            String action,
            @Nullable String reason,
            @Nullable String failure,
            double editRatio,
            @Nullable Double margin,
            Seq<Row> edits) {
        int given = layout.input().size();
        int added = given + (layout.hasId() ? 0 : 1);
        @Nullable Object[] values = new @Nullable Object[layout.output().size()];
        for (int i = 0; i < given; i++) {
            values[i] = row.get(i);
        }
        if (!layout.hasId()) {
            values[given] = reading.id(row);
        }
        @Nullable
        Object[] results = {text, action, reason, failure, editRatio, margin, edits, model.id(), model.digest()};
        System.arraycopy(results, 0, values, added, results.length);
        return RowFactory.create(values);
    }

    private static Seq<Row> edits(List<Edit> edits) {
        return CollectionConverters.asScala(edits.stream()
                        .map(edit -> RowFactory.create(edit.start(), edit.end(), edit.replacement()))
                        .toList())
                .toSeq();
    }
}
