package dev.aligner.remote;

import dev.aligner.core.AlignerException;

/** What is made of the answer to one request, on the loop. Exactly one of what {@link
 * #conclude} returns and {@link #fail} ends it. */
interface Reading {
    /** The request is sent, for the first time or again. */
    void sent(long nowNanos);

    /**
     * An answer with status 200 begins.
     *
     * @throws AlignerException if it is not of the kind that was asked for
     */
    void began(String contentType);

    /**
     * @return whether nothing more of it is wanted
     * @throws AlignerException if it is not what it should be
     */
    boolean bytes(byte[] bytes, long nowNanos);

    /** Whether nothing is missing if this is the end. */
    boolean isWhole();

    /**
     * Makes the result.
     *
     * @return what tells of it
     * @throws AlignerException if there is none
     */
    Runnable conclude(long nowNanos);

    void fail(AlignerException error);
}
