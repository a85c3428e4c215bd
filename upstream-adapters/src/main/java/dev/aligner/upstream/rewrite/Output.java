package dev.aligner.upstream.rewrite;

import dev.aligner.upstream.Piece;
import dev.aligner.upstream.StreamEvent;
import dev.aligner.upstream.Untouched;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a stream that is rewritten asks for. */
public sealed interface Output {
    /**
     * Bytes to be sent on.
     *
     * @param characters of a piece's text in them, what is said once more not counted
     */
    record Bytes(byte[] bytes, int characters) implements Output {}

    /**
     * An event with which choices are finished, to be sent on like {@link Bytes}; something may be noted at its end.
     *
     * @param said all pieces of these choices
     * @param characters as of {@link Bytes}
     */
    record Finish(StreamEvent.Change event, List<Said> said, int characters) implements Output {}

    /**
     * What came of a piece.
     *
     * @param correction what stands in the answer's place, or stood in it
     * @param untouched why it was left alone from some point on, or null
     */
    record Said(
            Piece piece,
            String answer,
            String correction,
            @Nullable Untouched untouched) {}

    /** A text to be corrected; its outcome comes back by {@link Rewriter#decided}. */
    record Wanted(Job job) implements Output {}

    /** A piece is passed on as it came from here on. */
    record Left(Piece piece, Untouched why) implements Output {}

    /** A unit of a piece that was meant for the corrector is passed on as it came; those behind it may be corrected. */
    record Kept(Piece piece, Untouched why) implements Output {}
}
