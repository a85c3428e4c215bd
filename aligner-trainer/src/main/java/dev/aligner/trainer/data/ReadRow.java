package dev.aligner.trainer.data;

/** What a place of a file holds: a row, or something that is none. */
public sealed interface ReadRow<T> {
    Origin origin();

    /** A row as its format wants it. */
    record Good<T>(Origin origin, T row) implements ReadRow<T> {}

    /**
     * No row.
     *
     * @param reason names the field, what it is and what was expected; holds no line break
     */
    record Bad<T>(Origin origin, String reason) implements ReadRow<T> {}
}
