package dev.aligner.relay;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Status and headers of the answer that a client gets, until the first bytes of its body are sent. */
public interface ClientHead {
    /**
     * Takes the upstream's status and headers over.
     *
     * @param changed whether the body may be another than the upstream's: then nothing that belongs to its bytes
     */
    void take(boolean changed);

    void set(String name, String value);

    /** @param bytes of the body */
    void length(long bytes);

    /** Whether status and headers are with the client, as behind a heartbeat that came before the first event. */
    default boolean sent() {
        return false;
    }

    /** What was done to the answer, once, when all of it is known. */
    default void done(AnswerOutcome outcome) {}

    /**
     * A text of the answer was there, and waited so long for its correction, or for its failure.
     *
     * @param mode of the stream; null for an answer in one piece
     */
    default void held(@Nullable StreamMode mode, Duration time) {}

    /** A correction failed, and the answer goes out as it came or not at all; for the log. */
    void failed(Why why);
}
