package dev.aligner.spark.run;

import dev.aligner.core.AlignerException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** How rows lie in files. Texts come back character for character from each. */
public enum DataFormat {
    PARQUET("parquet"),
    /** A JSON object a line; a column that is null is written. */
    JSONL("json"),
    /** As RFC 4180 has it, with a header; lists and structs are written as JSON. */
    CSV("csv");

    private static final List<String> PACKINGS = List.of(".gz", ".bz2", ".zst", ".zstd", ".lz4", ".snappy");

    /** White space is part of a text, line breaks do not end a row, and a quote is doubled. */
    private static final Map<String, String> CSV_OPTIONS = Map.of(
            "header", "true",
            "multiLine", "true",
            "quoteAll", "true",
            "escape", "\"",
            "ignoreLeadingWhiteSpace", "false",
            "ignoreTrailingWhiteSpace", "false");

    private final String spark;

    DataFormat(String spark) {
        this.spark = spark;
    }

    private Map<String, String> options() {
        return switch (this) {
            case PARQUET -> Map.of();
            case JSONL -> Map.of("ignoreNullFields", "false");
            case CSV -> CSV_OPTIONS;
        };
    }

    /** @throws AlignerException INVALID_FIELD where the path's name does not say */
    static DataFormat of(String path) {
        String name = path.toLowerCase(Locale.ROOT).replaceFirst("/+$", "");
        for (String packing : PACKINGS) {
            name = name.endsWith(packing) ? name.substring(0, name.length() - packing.length()) : name;
        }
        if (name.endsWith(".parquet")) {
            return PARQUET;
        }
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson") || name.endsWith(".json")) {
            return JSONL;
        }
        if (name.endsWith(".csv")) {
            return CSV;
        }
        throw AlignerException.invalidField(
                "format", "format: not said by " + path + " (expected: --format parquet, jsonl or csv)");
    }

    /** @param schema columns and types as in SQL, or null to have them looked up, for which all JSON lines are read */
    Dataset<Row> read(SparkSession session, @Nullable String schema, List<String> paths) {
        DataFrameReader reader = session.read().format(spark).options(options());
        return (schema == null ? reader : reader.schema(schema)).load(paths.toArray(String[]::new));
    }

    /** Writes rows into a folder, in place of what is there; when it has {@code _SUCCESS}, each is in it once. */
    void write(Dataset<Row> rows, String folder) {
        (this == CSV ? flat(rows) : rows)
                .write()
                .format(spark)
                .options(options())
                .mode(SaveMode.Overwrite)
                .save(folder);
    }

    private static Dataset<Row> flat(Dataset<Row> rows) {
        Dataset<Row> flat = rows;
        for (StructField field : rows.schema().fields()) {
            if (isNested(field.dataType())) {
                flat = flat.withColumn(field.name(), functions.to_json(flat.col(Sql.quoted(field.name()))));
            }
        }
        return flat;
    }

    private static boolean isNested(DataType type) {
        return !(type instanceof StringType)
                && (type.typeName().equals("array")
                        || type.typeName().equals("struct")
                        || type.typeName().equals("map"));
    }
}
