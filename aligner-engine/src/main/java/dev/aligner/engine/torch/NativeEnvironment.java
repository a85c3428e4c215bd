package dev.aligner.engine.torch;

import com.sun.jna.Library;
import com.sun.jna.Native;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The environment as native libraries read it, which Java can read but not write. What whoever started the process has set
 * stays.
 */
final class NativeEnvironment {
    private static final Logger LOG = LoggerFactory.getLogger(NativeEnvironment.class);

    /** The C library. */
    interface C extends Library {
        int setenv(String name, String value, int overwrite);

        @Nullable
        String getenv(String name);
    }

    private NativeEnvironment() {}

    /** To be called before the engine's libraries are loaded: they read these once. */
    static void prepare() {
        // threads that spin for each other crawl where other processes want the same processors
        setIfAbsent("GOMP_SPINCOUNT", "1000");
        // A compiled kernel is kept for every number of rows that a product ever had, by libtorch and by oneDNN below
        // it, 1024
        // each: prompts come in all lengths, and their kernels take hundreds of megabytes. A step uses a dozen.
        setIfAbsent("LRU_CACHE_CAPACITY", "32");
        setIfAbsent("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64");
    }

    static void setIfAbsent(String name, String value) {
        if (System.getenv(name) != null) {
            return;
        }
        try {
            C library = Native.load("c", C.class);
            library.setenv(name, value, 0);
        } catch (LinkageError e) {
            // it is memory, not correctness: a place that lets nobody load a library may set it outside
            LOG.info("{} is not set ({}); docs/running.md says what for", name, e.getMessage());
        }
    }
}
