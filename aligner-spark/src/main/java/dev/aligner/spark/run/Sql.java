package dev.aligner.spark.run;

/** Names in Spark's SQL. */
final class Sql {
    private Sql() {}

    /** A column's name, whatever is in it. */
    static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
