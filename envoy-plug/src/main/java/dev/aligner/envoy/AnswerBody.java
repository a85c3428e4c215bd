package dev.aligner.envoy;

import com.google.protobuf.ByteString;

/** What becomes of an answer's body. */
interface AnswerBody {
    /**
     * The body, or a piece of it.
     *
     * @param last whether neither a piece nor trailers follow
     * @return whether Envoy may send its next message now; if not, the body lets it itself
     */
    boolean piece(ByteString bytes, boolean last);

    /**
     * The trailers, behind the last piece; they need a reply.
     *
     * @return as for a piece
     */
    boolean trailers();

    /** Envoy sends no more: what it waits for still comes. */
    default void noMore() {}

    /** Nobody waits any more. */
    default void cancel() {}
}
