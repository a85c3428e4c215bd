package dev.aligner.engine.schedule;

import dev.aligner.engine.model.Conditioning;
import dev.aligner.engine.model.Segment;
import java.util.Arrays;

/**
 * The tokens of one request: {@code known} of them are decided, the first {@code computed} are in the cache. There is
 * no prefill and no decode, only a computed count that catches up with a known one (vLLM v1); a draft would be tokens
 * known for the time being.
 */
final class Sequence {
    static final int NO_SLOT = -1;

    private final long id;
    private final int givenTokens;
    private final Conditioning conditioning;
    private final int logitsFrom;
    private final int maxNewTokens;
    private final long deadlineNanos;
    private int[] tokens;
    private int known;
    private int computed;
    private int slot = NO_SLOT;

    Sequence(NewSequence given) {
        this.id = given.id();
        this.givenTokens = given.tokens().length;
        this.conditioning = new Conditioning(given.promptTokens());
        this.logitsFrom = given.logitsFrom();
        this.maxNewTokens = given.maxNewTokens();
        this.deadlineNanos = given.deadlineNanos();
        this.tokens = given.tokens();
        this.known = givenTokens;
    }

    long id() {
        return id;
    }

    int slot() {
        return slot;
    }

    int known() {
        return known;
    }

    int computed() {
        return computed;
    }

    /** Tokens that the slot must hold in the worst case. */
    int worstCaseTokens() {
        return givenTokens + maxNewTokens;
    }

    boolean isDecoding() {
        return known - computed == 1;
    }

    boolean isExpired(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }

    void occupy(int freeSlot) {
        slot = freeSlot;
        // what was given is the caller's array, and grown only here: what waits costs nothing
        tokens = Arrays.copyOf(tokens, worstCaseTokens());
    }

    /** The next tokens to compute, at most {@code allowance}, unless a prompt must not be divided. */
    PlannedSequence plan(int allowance, boolean wholePrompts) {
        int least = wholePrompts && computed == 0 ? conditioning.promptTokens() : 1;
        int count = Math.min(known - computed, Math.max(allowance, least));
        int end = computed + count;
        int rowsFrom = Math.max(0, Math.min(logitsFrom - computed, count));
        return new PlannedSequence(
                id,
                new Segment(slot, computed, Arrays.copyOfRange(tokens, computed, end), rowsFrom, conditioning),
                end == known);
    }

    void computedUpTo(int end) {
        computed = end;
    }

    /** Adds a chosen token; false if it was the last that the sequence may have, which is then not computed. */
    boolean append(int token) {
        if (known + 1 == worstCaseTokens()) {
            return false;
        }
        tokens[known++] = token;
        return true;
    }
}
