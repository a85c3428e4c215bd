package dev.aligner.engine.schedule;

/** What was made of a sequence's logits. */
public sealed interface NextTokens {
    long id();

    /**
     * It goes on.
     *
     * @param tokens the tokens of its draft that were right, and the one after them
     * @param draft what may follow them; possibly empty
     */
    record Written(long id, int[] tokens, int[] draft) implements NextTokens {
        public Written {
            if (tokens.length == 0) {
                throw new IllegalArgumentException("tokens: none (expected: at least one)");
            }
        }
    }

    /** It is over; the token that ended it, if one did, is not kept. */
    record End(long id) implements NextTokens {}
}
