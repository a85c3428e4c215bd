package dev.aligner.relay;

/** An answer that a route closed to failures does not let out: a text of it that was meant for the corrector stayed as it came. */
public final class UncorrectedException extends RuntimeException {
    private final Why why;
    private final boolean unasked;

    /** Of an answer that is there. */
    public UncorrectedException(Why why) {
        this(why, false);
    }

    private UncorrectedException(Why why, boolean unasked) {
        // expected, and told to the client: where it came from says nothing
        super("the answer could not be corrected: " + why.wireName(), null, false, false);
        this.why = why;
        this.unasked = unasked;
    }

    /** Of an answer that nobody need ask the upstream for: the request says it already. */
    static UncorrectedException unasked(Why why) {
        return new UncorrectedException(why, true);
    }

    public Why why() {
        return why;
    }

    /** The status of HTTP. */
    public int status() {
        if (!unasked) {
            // the upstream's answer is of no use here
            return 502;
        }
        return why == Why.TOO_LARGE ? 413 : 400;
    }
}
