package dev.aligner.upstream.rewrite;

import dev.aligner.upstream.Piece;
import dev.aligner.upstream.Untouched;

/** What a stream that is rewritten asks for. */
public sealed interface Output {
    /** Bytes to be sent on, at once. */
    record Bytes(byte[] bytes) implements Output {}

    /** A text to be corrected; its outcome comes back by {@link StreamRewriter#decided}. */
    record Wanted(Job job) implements Output {}

    /** A piece is passed on as it came from here on. */
    record Left(Piece piece, Untouched why) implements Output {}
}
