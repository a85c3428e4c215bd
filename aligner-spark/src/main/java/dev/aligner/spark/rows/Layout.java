package dev.aligner.spark.rows;

import dev.aligner.core.AlignerException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Where in the rows of one data set everything is. Rows that are corrected have the input's columns and {@link #ROW} behind
 * them; rows that come out have the input's columns, {@link #ROW_ID} where they have no id of their own, and the results.
 *
 * @param input columns of the input
 * @param columns what they are called
 * @param results what the correction's columns are called
 */
public record Layout(StructType input, Columns columns, ResultColumns results) implements Serializable {
    /** A number of its own for each row, the same for the whole run. */
    public static final String ROW = "__aligner_row";

    /** Tokens of a row, about. */
    public static final String TOKENS = "__aligner_tokens";

    /** Number of a row's partition. */
    public static final String PART = "__aligner_part";

    /** Number of a row's chunk; the name of folders. */
    public static final String CHUNK = "aligner_chunk";

    /** Made for data sets whose rows have no id. */
    public static final String ROW_ID = "row_id";

    /** Where Spark puts a line that is none of a file's format. */
    static final String CORRUPT = "_corrupt_record";

    private static final List<String> OWN = List.of(ROW, TOKENS, PART, CHUNK);

    /** @throws AlignerException INVALID_FIELD naming the column that is missing, of another type, or there twice */
    public Layout {
        requireText(input, columns.answer(), true);
        requireText(input, columns.question(), !has(input, columns.messages()));
        requireText(input, columns.instruction(), false);
        if (has(input, columns.messages()) && !isConversation(type(input, columns.messages()))) {
            throw refused(
                    columns.messages(),
                    type(input, columns.messages()).catalogString(),
                    "a list of structs with role and content, or its JSON as a text");
        }
        List<String> added = new ArrayList<>(OWN);
        results.fields().forEach(field -> added.add(field.name()));
        if (!has(input, columns.id())) {
            added.add(ROW_ID);
        }
        for (String name : added) {
            if (has(input, name)) {
                throw refused(name, "in the input already", "another name there, or --prefix for those that are added");
            }
        }
    }

    private static void requireText(StructType input, String name, boolean required) {
        if (!has(input, name)) {
            if (required) {
                throw refused(name, "missing", "one of the columns " + String.join(", ", input.fieldNames()));
            }
        } else if (!(type(input, name) instanceof StringType)) {
            throw refused(name, type(input, name).catalogString(), "text");
        }
    }

    private static boolean isConversation(DataType type) {
        if (type instanceof ArrayType list && list.elementType() instanceof StructType turn) {
            return has(turn, "role")
                    && has(turn, "content")
                    && type(turn, "role") instanceof StringType
                    && type(turn, "content") instanceof StringType;
        }
        return type instanceof StringType;
    }

    private static boolean has(StructType schema, String name) {
        return Arrays.asList(schema.fieldNames()).contains(name);
    }

    private static DataType type(StructType schema, String name) {
        return schema.apply(name).dataType();
    }

    private static AlignerException refused(String column, String found, String expected) {
        return AlignerException.invalidField(
                "column", "column " + column + ": " + found + " (expected: " + expected + ")");
    }

    public boolean hasId() {
        return has(input, columns.id());
    }

    /** The column that says which row it was, in the output. */
    public String idColumn() {
        return hasId() ? columns.id() : ROW_ID;
    }

    /** What is in the output of {@link Columns}. */
    public boolean has(String column) {
        return has(input, column);
    }

    /** Whether {@link Columns#messages} holds JSON. */
    public boolean messagesAreText() {
        return has(columns.messages()) && type(input, columns.messages()) instanceof StringType;
    }

    /** Place of a column of the input, or null. */
    @Nullable
    Integer place(String column) {
        return has(input, column) ? input.fieldIndex(column) : null;
    }

    /** Of rows that come out. */
    public StructType output() {
        StructType output = input;
        if (!hasId()) {
            output = output.add(ROW_ID, DataTypes.StringType);
        }
        for (StructField field : results.fields()) {
            output = output.add(field);
        }
        return output;
    }
}
