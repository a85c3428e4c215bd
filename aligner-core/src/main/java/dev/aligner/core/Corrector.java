package dev.aligner.core;

import java.util.List;

/**
 * Corrects answers. Implementations may be called from any thread and never block the caller on inference.
 */
public interface Corrector extends AutoCloseable {

    CorrectorCard card();

    /** All that a request may name, the one that serves who names none first. */
    default List<CorrectorCard> cards() {
        return List.of(card());
    }

    /**
     * Starts a correction and returns at once.
     *
     * @throws AlignerException with {@link ErrorCode#QUEUE_FULL}, {@link ErrorCode#DRAINING}, {@link
     *     ErrorCode#INVALID_FIELD} or {@link ErrorCode#TOO_LARGE}: nothing was started and the listener is never called
     */
    CorrectionTask correct(CorrectionRequest request, CorrectionListener listener);

    /** Starts the correction of an answer that is still being written. */
    default CorrectionSession open(CorrectionRequest begun) {
        return new CorrectionSession(this, begun);
    }

    /**
     * An answer begins like this and is still being written: a corrector that has nothing else to do may read it already.
     * Changes no correction, returns at once, and never throws for what the request says: {@link #correct} will.
     */
    default void readAhead(CorrectionRequest begun) {}

    /** False once it can never correct again, so that only a new process helps; being busy or refusing is healthy. */
    default boolean healthy() {
        return true;
    }

    /** Whether a request that came now could be served: false while a model that runs elsewhere does not answer. */
    default boolean ready() {
        return healthy();
    }

    /**
     * Says before there is an answer whether there is a place for its correction; takes none.
     *
     * @throws AlignerException as {@link #correct} would now, whatever is asked
     */
    default void admit() {}

    /** What is waiting and running now. */
    CorrectorLoad load();

    /** Refuses new requests, fails what is still waiting or running, and frees the model. Waits for the engine to end. */
    @Override
    void close();
}
