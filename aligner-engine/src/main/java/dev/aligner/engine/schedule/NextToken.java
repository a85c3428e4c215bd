package dev.aligner.engine.schedule;

/** What was made of a sequence's logits. */
public sealed interface NextToken {
    long id();

    /** It goes on with this token. */
    record Token(long id, int token) implements NextToken {}

    /** It is over; the token that ended it, if one did, is not kept. */
    record End(long id) implements NextToken {}
}
