package dev.aligner.upstream.rewrite;

import dev.aligner.upstream.Piece;
import dev.aligner.upstream.Untouched;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an answer's stream on its way. Pure: it starts no work and waits for nothing. For one thread at a time.
 */
public sealed interface Rewriter permits EventRewriter {
    /** What comes of these bytes. */
    List<Output> push(byte[] bytes);

    /** The upstream closed the stream: what is left is the answer's end. */
    List<Output> end();

    /** The stream broke off, or the corrector failed for good: what is held goes out as it came. */
    List<Output> release(Untouched why);

    /**
     * The outcome of a job; of one that was given up in the meantime nothing comes.
     *
     * @param correction null to leave the text as it is
     */
    List<Output> decided(Job job, @Nullable String correction);

    /**
     * The outcome of a job whose piece may not go out: this is said in the job's place, and nothing behind it.
     */
    List<Output> blocked(Job job, String instead);

    /**
     * Tells of each text of which nothing is decided yet how its first unit begins, but for the white space at the end. The
     * unit need not become a job: what it is shows at its end.
     *
     * @param told hears what there is of a piece, which is good until it returns
     */
    void begun(BiConsumer<Piece, CharSequence> told);

    /** Whether some of what came was no event of this wire, so that nobody knows what it says. */
    boolean unread();

    /** Whether nothing waits. */
    boolean idle();
}
