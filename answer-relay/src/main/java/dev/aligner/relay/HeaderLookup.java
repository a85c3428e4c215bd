package dev.aligner.relay;

import org.jspecify.annotations.Nullable;

/** The headers of a message, whatever server it came through. */
@FunctionalInterface
public interface HeaderLookup {
    /**
     * The value of a header.
     *
     * @param name in any case
     * @return of several the first, or null where there is none
     */
    @Nullable
    String first(String name);
}
