package dev.aligner.engine.draft;

import java.util.Arrays;
import java.util.function.ToIntFunction;

/**
 * Follows an output along the text that it corrects, and proposes how it goes on. Until the first difference that is all
 * that is left of the text. After one, the output's last tokens are looked up in the text, at or after the place that
 * the output has reached there, then in the whole prompt; where neither has them, the last token is taken to stand for
 * one of the text.
 *
 * <p>A proposal is only ever compared with what the model chooses: a bad one costs time and changes nothing. Not
 * thread-safe.
 */
public final class AnswerDraft {
    /** More tokens are no more certain: three are a word or two. */
    private static final int LONGEST_MATCH = 3;

    /** A single token is found anywhere in a long prompt. */
    private static final int SHORTEST_MATCH_IN_PROMPT = 2;

    /**
     * @param from where in its text it begins
     * @param matched how many of the output's last tokens stand before it; 0 for a guess
     * @param ofText whether it comes from the text, or from the prompt
     * @param certain whether it goes on where the output was in the text
     */
    private record Proposal(int[] tokens, int from, int matched, boolean ofText, boolean certain) {}

    private final int[] text;
    private final int[] prompt;
    private final Acceptance acceptance = new Acceptance(LONGEST_MATCH);
    private Proposal proposal;

    /** Where the output stands in the text, as far as that has shown; it never goes back. */
    private int cursor;

    private boolean differs;

    /**
     * @param text token ids of the output that changes nothing, without an end token
     * @param prompt token ids
     */
    public AnswerDraft(int[] text, int[] prompt) {
        this.text = text;
        this.prompt = prompt;
        this.proposal = new Proposal(text, 0, LONGEST_MATCH, true, true);
    }

    /** The proposal for the whole output. */
    public int[] first() {
        return proposal.tokens();
    }

    /**
     * The proposal for what follows.
     *
     * @param output token ids; since the last call the accepted tokens of the last proposal have been added, and one more
     * @param length how many of {@code output} there are
     * @param verified how many tokens of the last proposal were compared, from its first on
     * @param accepted how many of those were right
     * @param worthwhile how many tokens are worth proposing if each is right with this probability
     */
    public int[] next(int[] output, int length, int verified, int accepted, ToIntFunction<Double> worthwhile) {
        if (differs && verified > 0) {
            acceptance.saw(proposal.matched(), verified, accepted);
        }
        int reached = proposal.from() + accepted;
        boolean inLine = proposal.ofText()
                && accepted == verified
                && reached < text.length
                && text[reached] == output[length - 1];
        if (inLine) {
            cursor = reached + 1;
            proposal = proposal(true, cursor, LONGEST_MATCH, true, worthwhile);
        } else {
            differs = true;
            if (proposal.ofText() && (proposal.certain() || accepted > 0)) {
                cursor = reached;
            }
            proposal = found(output, length, worthwhile);
        }
        return proposal.tokens();
    }

    private Proposal found(int[] output, int length, ToIntFunction<Double> worthwhile) {
        for (int n = Math.min(LONGEST_MATCH, length); n >= 1; n--) {
            int end = endOfMatch(text, cursor, output, length, n);
            if (end >= 0) {
                return proposal(true, end, n, false, worthwhile);
            }
        }
        for (int n = Math.min(LONGEST_MATCH, length); n >= SHORTEST_MATCH_IN_PROMPT; n--) {
            int end = endOfMatch(prompt, 0, output, length, n);
            if (end >= 0) {
                return proposal(false, end, n, false, worthwhile);
            }
        }
        return proposal(true, Math.min(cursor + 1, text.length), 0, false, worthwhile);
    }

    /** The place after the first match whose last token lies at {@code from} or later; -1 for none. */
    private static int endOfMatch(int[] where, int from, int[] output, int length, int n) {
        for (int last = Math.max(from, n - 1); last < where.length; last++) {
            int i = 0;
            while (i < n && where[last - i] == output[length - 1 - i]) {
                i++;
            }
            if (i == n) {
                return last + 1;
            }
        }
        return -1;
    }

    private Proposal proposal(
            boolean ofText, int from, int matched, boolean certain, ToIntFunction<Double> worthwhile) {
        int[] whole = ofText ? text : prompt;
        int left = whole.length - from;
        int count = differs ? Math.min(left, worthwhile.applyAsInt(acceptance.of(matched))) : left;
        return new Proposal(Arrays.copyOfRange(whole, from, from + count), from, matched, ofText, certain);
    }
}
