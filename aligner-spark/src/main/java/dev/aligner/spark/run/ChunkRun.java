package dev.aligner.spark.run;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.spark.executor.Correcting;
import dev.aligner.spark.manifest.Chunk;
import dev.aligner.spark.rows.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Corrects chunks. What of a chunk is committed already is left as it is. */
final class ChunkRun {
    private final SparkSession session;
    private final RunFolder folder;
    private final Layout layout;
    private final Correcting correcting;
    private final DataFormat format;
    private final List<Derived> derived;

    ChunkRun(SparkSession session, RunFolder folder, Correcting correcting, RunSettings.Output output) {
        this.session = oneFileEach(session);
        this.folder = folder;
        this.layout = correcting.layout();
        this.correcting = correcting;
        this.format = output.format();
        this.derived = Derived.of(output);
    }

    /** One partition for each file: they were planned as such. */
    private static SparkSession oneFileEach(SparkSession session) {
        SparkSession own = session.newSession();
        own.conf().set("spark.sql.files.maxPartitionBytes", "1g");
        own.conf().set("spark.sql.files.openCostInBytes", "1g");
        return own;
    }

    /** Below the run's folder: where corrections are committed first, always as Parquet. */
    static String corrections(DataFormat format) {
        return format == DataFormat.PARQUET ? "corrections" : "_aligner/corrections";
    }

    boolean isDone(Chunk chunk) {
        return Stream.concat(Stream.of(corrections(format)), derived.stream().map(Derived::folder))
                .allMatch(output -> folder.isCommitted(folder.chunk(output, chunk.number())));
    }

    void correct(Chunk chunk) {
        String committed = folder.chunk(corrections(format), chunk.number());
        if (!folder.isCommitted(committed)) {
            DataFormat.PARQUET.write(corrected(chunk), committed);
        }
        Dataset<Row> corrections = session.read().schema(layout.output()).parquet(committed);
        long rows = corrections.count();
        if (rows != chunk.rows()) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FAILED,
                    committed + ": " + rows + " rows (expected: " + chunk.rows() + ", as planned)");
        }
        for (Derived each : derived) {
            String place = folder.chunk(each.folder(), chunk.number());
            if (!folder.isCommitted(place)) {
                format.write(each.of(corrections, layout), place);
            }
        }
    }

    private Dataset<Row> corrected(Chunk chunk) {
        StructType planned = layout.input().add(Layout.ROW, DataTypes.LongType);
        Column[] columns = Arrays.stream(planned.fieldNames())
                .map(name -> functions.col(Sql.quoted(name)))
                .toArray(Column[]::new);
        return session.read()
                .schema(planned.add(Layout.PART, DataTypes.IntegerType))
                .parquet(folder.plan() + "/" + Layout.CHUNK + "=" + chunk.number())
                .select(columns)
                .mapPartitions(correcting, Encoders.row(layout.output()));
    }
}
