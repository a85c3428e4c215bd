package dev.aligner.core.policy;

/**
 * How far back the end of a growing text repeats with each period. For every period p it counts how many of the last
 * characters equal the one p before them; count + p is the length of the stretch that has the period.
 */
final class Repetition {
    /** UTF-16 units: a paragraph. A model that loops over more than that is stopped by its length. */
    static final int MAX_PERIOD = 512;

    /** The last characters, and room to append as many, so that only each {@link #MAX_PERIOD}th one moves them. */
    private final char[] history = new char[2 * MAX_PERIOD];

    private final int[] counts = new int[MAX_PERIOD + 1];
    /** Per period the count that makes its stretch long enough. */
    private final int[] needed = new int[MAX_PERIOD + 1];

    private int size;

    Repetition(int minRepeats, int minStretch) {
        for (int period = 1; period <= MAX_PERIOD; period++) {
            needed[period] = Math.max(minRepeats * period, minStretch) - period;
        }
    }

    /**
     * Appends a character.
     *
     * @return by how many characters the end's repetition exceeds the least that counts, for the period where that is
     *     most; negative if no period's repetition counts
     */
    int add(char unit) {
        if (size == history.length) {
            System.arraycopy(history, MAX_PERIOD, history, 0, MAX_PERIOD);
            size = MAX_PERIOD;
        }
        int most = Integer.MIN_VALUE;
        int periods = Math.min(size, MAX_PERIOD);
        for (int period = 1; period <= periods; period++) {
            int count = history[size - period] == unit ? counts[period] + 1 : 0;
            counts[period] = count;
            most = Math.max(most, count - needed[period]);
        }
        history[size++] = unit;
        return most;
    }

    /** Length of the longest stretch at the end that counts, in UTF-16 units; 0 if none does. */
    int stretch() {
        int longest = 0;
        for (int period = 1; period <= MAX_PERIOD; period++) {
            if (counts[period] >= needed[period]) {
                longest = Math.max(longest, counts[period] + period);
            }
        }
        return longest;
    }
}
