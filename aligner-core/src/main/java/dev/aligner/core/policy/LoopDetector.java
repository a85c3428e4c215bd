package dev.aligner.core.policy;

/**
 * Notices, while an output is being written, that its model repeats itself without end. A loop is the same stretch of
 * up to 512 characters, at least {@value #MIN_REPEATS} times in a row and at least {@value #MIN_STRETCH} characters
 * together: rulers, tables and laughter stay below that. Characters are UTF-16 units here.
 *
 * <p>An answer may hold such a thing itself. So an output must repeat for longer than the answer's own longest
 * repetition by as much again as makes a loop. A copy of an answer, or of any part of it, is never a loop.
 *
 * <p>The same for every way of cutting the output into deltas. Memory is bounded, and so is the time per
 * character. Not safe for several threads: owned by whoever feeds it.
 */
public final class LoopDetector {
    /** Times that a stretch must stand in a row. */
    static final int MIN_REPEATS = 5;

    /** Characters, all repeats together: twice the longest ruler that people draw across a page. */
    static final int MIN_STRETCH = 160;

    /** Fewer times than this in a row is chance or style, and gives an output no licence to repeat. */
    private static final int MIN_REPEATS_OF_ANSWER = 3;

    private static final int UNKNOWN = -1;

    private final String answer;
    private final Repetition repetition = new Repetition(MIN_REPEATS, MIN_STRETCH);
    private int answerStretch = UNKNOWN;
    private boolean looping;

    /** A detector for one output, the correction of {@code answer}. */
    public LoopDetector(String answer) {
        this.answer = answer;
    }

    /**
     * More output.
     *
     * @return whether the output has looped by now: once true, always true, and writing on is hopeless
     */
    public boolean feed(String delta) {
        for (int i = 0; i < delta.length() && !looping; i++) {
            int excess = repetition.add(delta.charAt(i));
            looping = excess >= 0 && excess >= answerStretch();
        }
        return looping;
    }

    /** Found when first asked for: most outputs never repeat enough for it to matter. */
    private int answerStretch() {
        if (answerStretch == UNKNOWN) {
            Repetition own = new Repetition(MIN_REPEATS_OF_ANSWER, 0);
            int longest = 0;
            for (int i = 0; i < answer.length(); i++) {
                if (own.add(answer.charAt(i)) >= 0) {
                    longest = Math.max(longest, own.stretch());
                }
            }
            answerStretch = longest;
        }
        return answerStretch;
    }
}
