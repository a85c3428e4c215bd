package dev.aligner.trainer.data;

import org.jspecify.annotations.Nullable;

/** What every row says of itself, whatever it holds. */
public interface Row {
    /** Where the row comes from. */
    String source();

    /** Of the source, or null where the data does not say. */
    @Nullable
    String licence();

    /** {@code train}, {@code dev} or another name. */
    String split();
}
