package dev.aligner.core;

import java.util.Locale;

/** How much a result says about what was changed. */
public enum Evidence {
    NONE,
    /** The number of edits. */
    SUMMARY,
    /** The edits themselves. */
    FULL;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
