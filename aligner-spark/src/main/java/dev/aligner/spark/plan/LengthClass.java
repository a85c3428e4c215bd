package dev.aligner.spark.plan;

/** Numbers for lengths, in their order: of one class, the longest has less than 1.5 times the tokens of the shortest. */
final class LengthClass {
    private LengthClass() {}

    /** The class of a length: two for each power of two. */
    static int of(long tokens) {
        if (tokens < 1) {
            throw new IllegalArgumentException("tokens: " + tokens + " (expected: >= 1)");
        }
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(tokens);
        boolean upper = power > 0 && (tokens >>> (power - 1) & 1) == 1;
        return 2 * power + (upper ? 1 : 0);
    }
}
