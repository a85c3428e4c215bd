package dev.aligner.core;

import org.jspecify.annotations.Nullable;

/**
 * How much is done for a correction, and how sure the corrector must be of it.
 *
 * @param passes at most so many times the correction is corrected again; it ends where one changes nothing. 1..{@value
 *     #MOST_PASSES}
 * @param bestOf of so many corrections the one that the corrector finds most probable beside the unchanged text: the
 *     greedy one, and others that are drawn. 1..{@value #MOST_CANDIDATES}
 * @param minMargin by how much more probable than the unchanged text a correction must be, in nats, where that is more
 *     than the corrector asks for itself; null for what it asks for
 */
public record Care(int passes, int bestOf, @Nullable Double minMargin) {
    /** More passes than any operator may allow. */
    public static final int MOST_PASSES = 8;

    /** More candidates than any operator may allow. */
    public static final int MOST_CANDIDATES = 16;

    /** One correction, as sure as the corrector asks for. */
    public static final Care USUAL = new Care(1, 1, null);

    public Care {
        check("passes", passes, MOST_PASSES);
        check("best_of", bestOf, MOST_CANDIDATES);
        if (minMargin != null && !Double.isFinite(minMargin)) {
            throw AlignerException.invalidField(
                    "min_margin", "min_margin: " + minMargin + " (expected: a finite number)");
        }
    }

    /** As usual, but at least so sure. */
    public static Care sure(@Nullable Double minMargin) {
        return minMargin == null ? USUAL : new Care(1, 1, minMargin);
    }

    /** Whether one correction is all that is wanted. */
    public boolean isSingle() {
        return passes == 1 && bestOf == 1;
    }

    private static void check(String field, int value, int most) {
        if (value < 1 || value > most) {
            throw AlignerException.invalidField(field, field + ": " + value + " (expected: 1.." + most + ")");
        }
    }
}
