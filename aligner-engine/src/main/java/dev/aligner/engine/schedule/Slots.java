package dev.aligner.engine.schedule;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The cache's slots: which are held, and what still lies in those that are not. Whoever begins as something that lies
 * there goes on from it: the head of a template, a question asked again, an answer that was read while it was written.
 * A free slot keeps what it holds until somebody needs it, of several the one that has been free for longest.
 */
final class Slots {
    private static final int[] NOTHING = {};

    private final BitSet held = new BitSet();
    private final int[][] contents;
    private final int[] adapters;
    private final double[] steerings;
    private final long[] freeSince;
    private long frees;

    /**
     * @param slot the slot
     * @param reused how many of the first tokens lie in it already
     */
    record Place(int slot, int reused) {}

    Slots(int count) {
        contents = new int[count][];
        Arrays.fill(contents, NOTHING);
        adapters = new int[count];
        steerings = new double[count];
        freeSince = new long[count];
    }

    int free() {
        return contents.length - held.cardinality();
    }

    BitSet held() {
        return (BitSet) held.clone();
    }

    /**
     * Takes a free slot; there must be one.
     *
     * @param tokens what will lie in it
     * @param most how many of them may be there already
     * @param adapter under which they are computed
     * @param steering as which, too
     */
    Place take(int[] tokens, int most, int adapter, double steering) {
        int best = -1;
        int bestShared = -1;
        for (int slot = held.nextClearBit(0); slot < contents.length; slot = held.nextClearBit(slot + 1)) {
            int shared =
                    adapters[slot] == adapter && steerings[slot] == steering ? shared(contents[slot], tokens, most) : 0;
            if (shared > bestShared || (shared == bestShared && freeSince[slot] < freeSince[best])) {
                best = slot;
                bestShared = shared;
            }
        }
        held.set(best);
        contents[best] = NOTHING;
        adapters[best] = adapter;
        steerings[best] = steering;
        return new Place(best, bestShared);
    }

    private static int shared(int[] content, int[] tokens, int most) {
        int length = Math.min(Math.min(content.length, tokens.length), most);
        int different = Arrays.mismatch(content, 0, length, tokens, 0, length);
        return different < 0 ? length : different;
    }

    /** Nobody knows what lies in a slot. */
    void forget(int slot) {
        contents[slot] = NOTHING;
    }

    /** Gives a slot back with what lies in it. */
    void free(int slot, int[] content) {
        held.clear(slot);
        contents[slot] = content;
        freeSince[slot] = ++frees;
    }
}
