package dev.aligner.reliability;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What others made and may be here.
 *
 * @param toxiproxy its server, or null: our own link takes its place
 * @param faketime libfaketime, or null
 * @param allocator of memory, in place of the C library's: the image has jemalloc; or null
 * @param peer the Python of an environment with llama-cpp-python and its server, or null
 */
record Tools(
        @Nullable Path toxiproxy,
        @Nullable Path faketime,
        @Nullable Path allocator,
        @Nullable Path peer) {

    /** Whose it is, for a table. */
    String allocates() {
        return allocator == null ? "the C library's allocator" : String.valueOf(allocator.getFileName());
    }
}
