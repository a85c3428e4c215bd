package dev.aligner.engine.schedule;

import dev.aligner.engine.model.Conditioning;
import dev.aligner.engine.model.Segment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The tokens of one request: {@code known} of them are decided, the first {@code computed} are in the cache, and {@code
 * drafted} follow that are known for the time being. There is no prefill and no decode, only a computed count that
 * catches up with a known one (vLLM v1).
 */
final class Sequence {
    private static final int[] NONE = {};

    private final long id;
    private final int givenTokens;
    private final int promptTokens;
    private final int[] adapters;
    private final double steering;
    private final int logitsFrom;
    private final int maxNewTokens;
    private final long deadlineNanos;
    private final int[] expected;
    private int[] tokens;

    /** Whether all that was written is what was expected at the beginning. */
    private boolean asExpected = true;

    private int known;
    private int drafted;
    private int computed;
    private int[] slots = NONE;

    Sequence(NewSequence given) {
        this.id = given.id();
        this.givenTokens = given.tokens().length;
        this.promptTokens = given.promptTokens();
        this.adapters = given.adapters();
        this.steering = given.steering();
        this.logitsFrom = given.logitsFrom();
        this.maxNewTokens = given.maxNewTokens();
        this.deadlineNanos = given.deadlineNanos();
        this.expected = given.draft();
        this.tokens = given.tokens();
        this.known = givenTokens;
    }

    long id() {
        return id;
    }

    /** One for each of its adapters, in their order; empty until it has them. */
    int[] slots() {
        return slots;
    }

    int[] adapters() {
        return adapters;
    }

    double steering() {
        return steering;
    }

    int known() {
        return known;
    }

    int drafted() {
        return drafted;
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

    /** Whether nothing of it is wanted but that it lies in the cache. */
    boolean isReading() {
        return logitsFrom == givenTokens;
    }

    boolean isExpired(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }

    int[] given() {
        return tokens;
    }

    /** How many of the first tokens need not be computed if they lie in the cache; one always is. */
    int mostReusable() {
        return Math.min(logitsFrom, givenTokens - 1);
    }

    /** @param reused how many of the first tokens lie in all of them */
    void occupy(int[] free, int reused) {
        slots = free;
        computed = reused;
        // what was given is the caller's array, and grown only here: what waits costs nothing
        tokens = Arrays.copyOf(tokens, worstCaseTokens());
        draft(expected);
    }

    /** What lies in its slot. */
    int[] inCache() {
        return Arrays.copyOf(tokens, computed);
    }

    /** The next tokens to compute, at most {@code allowance}, unless a prompt must not be divided. */
    PlannedSequence plan(int allowance, boolean wholePrompts) {
        int least = wholePrompts && computed == 0 ? promptTokens : 1;
        int count = Math.min(known + drafted - computed, Math.max(allowance, least));
        int end = computed + count;
        int rowsFrom = Math.max(0, Math.min(logitsFrom - computed, count));
        int[] next = Arrays.copyOfRange(tokens, computed, end);
        int read = Math.max(0, Math.min(readable() - computed, count));
        List<Segment> segments = IntStream.range(0, slots.length)
                .mapToObj(i -> new Segment(
                        slots[i],
                        computed,
                        next,
                        rowsFrom,
                        new Conditioning(promptTokens, adapters[i], steering),
                        read))
                .toList();
        return new PlannedSequence(id, segments, end >= known, Math.max(0, end - known));
    }

    /** What was given, and what was expected to follow, tried or not, as long as it does. */
    private int readable() {
        return givenTokens + (asExpected ? expected.length : 0);
    }

    /** Part of what was known is in the cache. */
    void computedUpTo(int end) {
        computed = end;
    }

    /**
     * All that was known is in the cache, and of the draft what turned out to be right. What the cache holds after that
     * will be overwritten.
     *
     * @return false if the last token is the last that the sequence may have, which is then not computed
     */
    boolean append(NextTokens.Written written) {
        int[] next = written.tokens();
        int accepted = next.length - 1;
        if (accepted > drafted || !Arrays.equals(next, 0, accepted, tokens, known, known + accepted)) {
            throw new IllegalArgumentException(
                    "sequence " + id + ": " + accepted + " accepted tokens (expected: the first of its draft)");
        }
        int from = known - givenTokens;
        int to = from + next.length;
        asExpected = asExpected && to <= expected.length && Arrays.equals(next, 0, next.length, expected, from, to);
        computed = known + accepted;
        known = computed;
        drafted = 0;
        if (known + 1 == worstCaseTokens()) {
            return false;
        }
        tokens[known++] = next[accepted];
        draft(written.draft());
        return true;
    }

    /** The last token that a sequence may have is never computed, so none is worth guessing after it. */
    private void draft(int[] next) {
        drafted = Math.min(next.length, worstCaseTokens() - 1 - known);
        System.arraycopy(next, 0, tokens, known, drafted);
    }
}
