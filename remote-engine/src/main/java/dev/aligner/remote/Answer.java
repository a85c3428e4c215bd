package dev.aligner.remote;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What becomes of one HTTP request, on the loop. After {@link #ended} or {@link #broken} nothing comes. */
interface Answer {
    /** @param retryAfter what the server says of when to come again */
    void began(int status, String contentType, @Nullable Duration retryAfter);

    void bytes(byte[] bytes);

    void ended();

    /** The connection, before the answer or in it. */
    void broken(Throwable error);
}
