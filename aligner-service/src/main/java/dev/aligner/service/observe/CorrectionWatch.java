package dev.aligner.service.observe;

import dev.aligner.core.Correction;
import org.jspecify.annotations.Nullable;

/** Told how corrections end, on the threads that deliver them: neither may block. One that nobody waited for ends unseen. */
public interface CorrectionWatch {
    /**
     * @param route the way on which it was asked for, of a closed set
     * @param requestId of the request that it belongs to, or null
     */
    void corrected(String route, @Nullable String requestId, Correction correction);

    void failed(String route, @Nullable String requestId, Throwable error);
}
