package dev.aligner.core;

/**
 * The strengths that a corrector can serve: 0, the original, and 1, the corrector as it was trained; and with a reference
 * model those between, and beyond up to a bound.
 *
 * @param most the largest; at least 1
 * @param between whether others than 0 and 1 are served
 */
public record Strengths(double most, boolean between) {
    /** Those of a corrector without a reference model. */
    public static final Strengths ENDS = new Strengths(1, false);

    public Strengths {
        if (!(most >= 1 && most <= CorrectionRequest.MAX_STRENGTH)) {
            throw new IllegalArgumentException(
                    "most: " + most + " (expected: 1.." + CorrectionRequest.MAX_STRENGTH + ")");
        }
    }

    /** Those of a corrector with a reference model. */
    public static Strengths upTo(double most) {
        return new Strengths(most, true);
    }

    public boolean allows(double strength) {
        return strength == 0 || strength == 1 || (between && strength > 0 && strength <= most);
    }

    /** For messages: {@code 0 or 1}, or {@code 0..1.5}. */
    public String expected() {
        return between ? "0.." + most : "0 or 1";
    }
}
