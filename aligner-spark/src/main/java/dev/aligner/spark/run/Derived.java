package dev.aligner.spark.run;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import dev.aligner.core.Action;
import dev.aligner.spark.rows.Layout;
import dev.aligner.spark.rows.ResultColumns;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Outputs that are made of committed corrections, and so are never of others than those. */
enum Derived {
    /** The corrections themselves, where they are wanted in another format than Parquet. */
    CORRECTIONS("corrections") {
        @Override
        Dataset<Row> of(Dataset<Row> corrections, Layout layout) {
            return corrections;
        }
    },
    /**
     * TRL's conversational preferences with explicit prompt: the correction is chosen, the answer rejected. What else is known
     * is inside {@code aligner}: TRL's reward trainer takes a column named {@code margin} as part of its loss.
     */
    PAIRS("pairs") {
        @Override
        Dataset<Row> of(Dataset<Row> corrections, Layout layout) {
            ResultColumns results = layout.results();
            return corrections
                    .filter(named(results.action()).equalTo(Action.CORRECTED.name()))
                    .select(
                            prompt(layout).as("prompt"),
                            array(turn("assistant", named(results.correction())))
                                    .as("chosen"),
                            array(turn("assistant", named(layout.columns().answer())))
                                    .as("rejected"),
                            struct(
                                            named(layout.idColumn()).as("id"),
                                            named(results.editRatio()).as("edit_ratio"),
                                            named(results.margin()).as("margin"),
                                            named(results.model()).as("model"),
                                            named(results.modelDigest()).as("model_digest"))
                                    .as("aligner"));
        }
    },
    /** A row for each edit: what stood there and what stands there now. */
    EDITS("edits") {
        @Override
        Dataset<Row> of(Dataset<Row> corrections, Layout layout) {
            return corrections
                    .select(
                            named(layout.idColumn()).as("id"),
                            named(layout.columns().answer()).as("answer"),
                            explode(named(layout.results().edits())).as("edit"))
                    .select(
                            col("id"),
                            col("edit.start").as("start"),
                            col("edit.end").as("end"),
                            // counts code points from 1, as edits do from 0
                            expr("substring(answer, edit.start + 1, edit.end - edit.start)")
                                    .as("removed"),
                            col("edit.replacement").as("replacement"));
        }
    };

    private static final ArrayType TURNS = DataTypes.createArrayType(
            new StructType().add("role", DataTypes.StringType).add("content", DataTypes.StringType));

    private final String folder;

    Derived(String folder) {
        this.folder = folder;
    }

    /** Where it lies below the run's folder. */
    String folder() {
        return folder;
    }

    abstract Dataset<Row> of(Dataset<Row> corrections, Layout layout);

    /** Those that a run makes. */
    static List<Derived> of(RunSettings.Output output) {
        List<Derived> wanted = new ArrayList<>();
        if (output.format() != DataFormat.PARQUET) {
            wanted.add(CORRECTIONS);
        }
        if (output.pairs()) {
            wanted.add(PAIRS);
        }
        if (output.edits()) {
            wanted.add(EDITS);
        }
        return wanted;
    }

    private static Column prompt(Layout layout) {
        List<Column> prompts = new ArrayList<>();
        String messages = layout.columns().messages();
        if (layout.has(messages)) {
            prompts.add(
                    layout.messagesAreText()
                            ? from_json(named(messages), TURNS)
                            : expr("transform(" + Sql.quoted(messages)
                                    + ", turn -> named_struct('role', turn.role, 'content', turn.content))"));
        }
        String question = layout.columns().question();
        if (layout.has(question)) {
            prompts.add(array(turn("user", named(question))));
        }
        return coalesce(prompts.toArray(Column[]::new));
    }

    private static Column turn(String role, Column content) {
        return struct(lit(role).as("role"), content.as("content"));
    }

    private static Column named(String column) {
        return col(Sql.quoted(column));
    }
}
