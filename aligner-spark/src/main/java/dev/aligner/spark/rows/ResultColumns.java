package dev.aligner.spark.rows;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that a correction adds to a row.
 *
 * @param prefix of all their names
 */
public record ResultColumns(String prefix) implements Serializable {
    private static final StructType EDIT = new StructType()
            .add("start", DataTypes.IntegerType, false)
            .add("end", DataTypes.IntegerType, false)
            .add("replacement", DataTypes.StringType, false);

    public String correction() {
        return prefix + "correction";
    }

    public String action() {
        return prefix + "action";
    }

    public String failure() {
        return prefix + "failure";
    }

    public String editRatio() {
        return prefix + "edit_ratio";
    }

    public String margin() {
        return prefix + "margin";
    }

    public String edits() {
        return prefix + "edits";
    }

    public String model() {
        return prefix + "model";
    }

    public String modelDigest() {
        return prefix + "model_digest";
    }

    /** In this order they are written. */
    List<StructField> fields() {
        return List.of(
                DataTypes.createStructField(correction(), DataTypes.StringType, true),
                DataTypes.createStructField(action(), DataTypes.StringType, true),
                DataTypes.createStructField(prefix + "reason", DataTypes.StringType, true),
                DataTypes.createStructField(failure(), DataTypes.StringType, true),
                DataTypes.createStructField(editRatio(), DataTypes.DoubleType, true),
                DataTypes.createStructField(margin(), DataTypes.DoubleType, true),
                DataTypes.createStructField(edits(), DataTypes.createArrayType(EDIT, false), true),
                DataTypes.createStructField(model(), DataTypes.StringType, true),
                DataTypes.createStructField(modelDigest(), DataTypes.StringType, true));
    }
}
