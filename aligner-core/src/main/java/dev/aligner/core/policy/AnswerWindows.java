package dev.aligner.core.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Splits an answer that is too long for the model into consecutive windows that are not: after a paragraph, else after
 * a sentence or line, else after a word, else after a code point, and within a fenced code block only if the block
 * alone is too long. The windows joined are the answer.
 *
 * <p>Counting tokens is what costs, so a window is filled to nine tenths or more by guessing from the density of the
 * text so far, rather than to the last token: a few counts per window, each of about a window's text.
 */
public final class AnswerWindows {
    private static final double FULL = 0.9;

    /** Between {@link #FULL} and too full. */
    private static final double AIM = 0.95;

    /** Characters per token of English text in small vocabularies; only the first guess depends on it. */
    private static final double FIRST_DENSITY = 4;

    private final String answer;
    private final int maxTokens;
    private final ToIntFunction<String> tokens;
    private final Cuts cuts;
    private double density = FIRST_DENSITY;

    private AnswerWindows(String answer, int maxTokens, ToIntFunction<String> tokens) {
        this.answer = answer;
        this.maxTokens = maxTokens;
        this.tokens = tokens;
        this.cuts = new Cuts(answer);
    }

    /**
     * The windows in order; none for an empty answer.
     *
     * @param maxTokens at least one; only a window that is a single code point may have more
     * @param tokens how many tokens a text has by itself; a longer text should not have fewer
     */
    public static List<String> of(String answer, int maxTokens, ToIntFunction<String> tokens) {
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens: " + maxTokens + " (expected: >= 1)");
        }
        return new AnswerWindows(answer, maxTokens, tokens).split();
    }

    private List<String> split() {
        List<String> windows = new ArrayList<>();
        int start = 0;
        while (start < answer.length()) {
            int end = end(start);
            windows.add(answer.substring(start, end));
            start = end;
        }
        return List.copyOf(windows);
    }

    private int end(int start) {
        int limit = fitting(start);
        if (limit == answer.length()) {
            return limit;
        }
        int block = cuts.blockEnd(start);
        if (block > limit && fits(start, block)) {
            return block;
        }
        int end = cuts.best(start, limit);
        // a shorter text can have more tokens, where the cut takes a token apart
        while (end > next(start) && end < limit && !fits(start, end)) {
            limit = wholeCodePoints(end - 1);
            end = cuts.best(start, limit);
        }
        return end;
    }

    /** The end of a nearly full window from {@code start}, or the answer's; at least one code point further. */
    private int fitting(int start) {
        int fits = next(start);
        int tooFar = answer.length() + 1;
        int guess = within(start + AIM * maxTokens * density, fits, answer.length());
        for (int round = 0; ; round++) {
            int count = count(start, guess);
            density = (guess - start) / Math.max(1.0, count);
            if (count > maxTokens) {
                tooFar = guess;
            } else {
                fits = Math.max(fits, guess);
                if (count >= FULL * maxTokens) {
                    return fits;
                }
            }
            if (fits == answer.length() || next(fits) >= tooFar || tooFar - fits < (1 - FULL) * (fits - start)) {
                return fits;
            }
            guess = within(aim(start, fits, tooFar, round), next(fits), tooFar - 1);
        }
    }

    /** By density; every other time by halving, which a text of two densities needs to come to an end. */
    private double aim(int start, int fits, int tooFar, int round) {
        double byDensity = start + AIM * maxTokens * density;
        if (tooFar > answer.length()) {
            return byDensity > fits ? byDensity : start + 2.0 * (fits - start);
        }
        return round % 2 == 0 && byDensity > fits && byDensity < tooFar ? byDensity : (fits + (double) tooFar) / 2;
    }

    private boolean fits(int start, int end) {
        return count(start, end) <= maxTokens;
    }

    private int count(int start, int end) {
        return tokens.applyAsInt(answer.substring(start, end));
    }

    private int next(int offset) {
        return offset + Character.charCount(answer.codePointAt(offset));
    }

    private int within(double offset, int least, int most) {
        return wholeCodePoints((int) Math.max(least, Math.min(most, offset)));
    }

    private int wholeCodePoints(int offset) {
        boolean splits = offset > 0
                && offset < answer.length()
                && Character.isHighSurrogate(answer.charAt(offset - 1))
                && Character.isLowSurrogate(answer.charAt(offset));
        return splits ? offset - 1 : offset;
    }
}
