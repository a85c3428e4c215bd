package dev.aligner.trainer.data;

/** What is read of a row's JSON object. */
@FunctionalInterface
public interface RowShape<T> {
    /**
     * The row that an object holds.
     *
     * @throws dev.aligner.core.AlignerException INVALID_FIELD, naming the field, what it is and what was expected
     */
    T read(RowFields fields);
}
