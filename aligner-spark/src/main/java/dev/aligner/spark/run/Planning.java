package dev.aligner.spark.run;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.octet_length;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.udf;

import dev.aligner.spark.manifest.Chunk;
import dev.aligner.spark.plan.Lengths;
import dev.aligner.spark.plan.Plan;
import dev.aligner.spark.plan.TokenEstimate;
import dev.aligner.spark.rows.Layout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Puts the rows in their chunks and partitions: measures them, plans, and writes them as Parquet, a file for each partition. From
 * then on a run depends on its own folder alone, and a row is where it is however often it is asked for.
 */
final class Planning {
    /** Of the shuffle between input and plan, beside what the plan needs. */
    private static final int LEAST_SHUFFLE = 200;

    private final SparkSession session;
    private final Layout layout;

    Planning(SparkSession session, Layout layout) {
        this.session = session;
        this.layout = layout;
    }

    /** Counts rows by their length. */
    Lengths measure(Dataset<Row> input) {
        Column lengthClass = udf((UDF1<Long, Integer>) Lengths::lengthClass, DataTypes.IntegerType)
                .apply(col(Layout.TOKENS));
        Lengths lengths = new Lengths();
        input.select(tokens().as(Layout.TOKENS))
                .groupBy(lengthClass.as("length"))
                .agg(count(lit(1)).as("rows"), sum(Layout.TOKENS).as("tokens"))
                .collectAsList()
                .forEach(row -> lengths.add(row.getInt(0), row.getLong(1), row.getLong(2)));
        return lengths;
    }

    /** Writes the rows by chunk and partition, those of a partition by their length. */
    void write(Dataset<Row> input, Plan plan, String folder) {
        Column part = udf((UDF2<Long, Long, Integer>) plan::part, DataTypes.IntegerType)
                .apply(col(Layout.TOKENS), col(Layout.ROW));
        int shuffle = Math.max(LEAST_SHUFFLE, 4 * session.sparkContext().defaultParallelism());
        // the number follows from which split of which file a row is in and where there: a second attempt gives the
        // same
        input.withColumn(Layout.ROW, monotonically_increasing_id())
                .withColumn(Layout.TOKENS, tokens())
                .withColumn(Layout.PART, part)
                .withColumn(Layout.CHUNK, chunk(plan))
                .repartition(Math.max(1, Math.min(plan.parts(), shuffle)), col(Layout.PART))
                .sortWithinPartitions(
                        col(Layout.CHUNK), col(Layout.PART), col(Layout.TOKENS).desc(), col(Layout.ROW))
                .write()
                .partitionBy(Layout.CHUNK, Layout.PART)
                .mode(SaveMode.Overwrite)
                .parquet(folder);
    }

    private static Column chunk(Plan plan) {
        return udf((UDF1<Integer, Integer>) plan::chunk, DataTypes.IntegerType).apply(col(Layout.PART));
    }

    /** What has been written, by chunks. */
    List<Chunk> chunks(String folder) {
        List<Chunk> chunks = new ArrayList<>();
        session.read()
                .schema(new StructType()
                        .add(Layout.TOKENS, DataTypes.LongType)
                        .add(Layout.CHUNK, DataTypes.IntegerType))
                .parquet(folder)
                .groupBy(Layout.CHUNK)
                .agg(count(lit(1)), sum(Layout.TOKENS))
                .collectAsList()
                .forEach(row -> chunks.add(new Chunk(row.getInt(0), row.getLong(1), row.getLong(2))));
        chunks.sort(Comparator.comparingInt(Chunk::number));
        return chunks;
    }

    private Column tokens() {
        Column question = bytes(layout.columns().question());
        Column asked = layout.has(layout.columns().messages()) ? question.plus(messageBytes()) : question;
        return udf((UDF2<Long, Long, Long>) TokenEstimate::of, DataTypes.LongType)
                .apply(
                        asked.plus(bytes(layout.columns().instruction())),
                        bytes(layout.columns().answer()));
    }

    private Column messageBytes() {
        Column messages = col(Sql.quoted(layout.columns().messages()));
        return bytes(layout.messagesAreText() ? messages : to_json(messages));
    }

    private Column bytes(String column) {
        return layout.has(column) ? bytes(col(Sql.quoted(column))) : lit(0L);
    }

    private static Column bytes(Column text) {
        return coalesce(octet_length(text), lit(0)).cast(DataTypes.LongType);
    }
}
