package dev.aligner.relay;

import java.util.EnumSet;
import java.util.Set;

/**
 * Which answers a policy does not let out at all, neither as they came nor corrected.
 *
 * @param text what a client gets in the place of such a text
 * @param reasons with which a text may not come back from the corrector; none without any
 * @param above edits that no correction may exceed, as a ratio; 1 for any
 */
public record Blocking(String text, Set<Why> reasons, double above) {
    /** Blocks nothing. */
    public static final Blocking NEVER = new Blocking("", Set.of(), 1);

    public Blocking {
        reasons = Set.copyOf(reasons);
        Set<Why> others = reasons.isEmpty() ? EnumSet.noneOf(Why.class) : EnumSet.copyOf(reasons);
        others.removeAll(Why.ofCorrector());
        if (!others.isEmpty()) {
            throw new IllegalArgumentException(
                    "block.reasons: " + Why.names(others) + " (expected: of " + Why.names(Why.ofCorrector()) + ")");
        }
        if (!(above >= 0 && above <= 1)) {
            throw new IllegalArgumentException("block.above: " + above + " (expected: 0..1)");
        }
        if (text.isBlank() && (!reasons.isEmpty() || above < 1)) {
            throw new IllegalArgumentException("block.text: blank (expected: what a client gets instead)");
        }
    }

    /** Whether nothing is ever blocked. */
    public boolean never() {
        return text.isBlank();
    }

    public boolean blocks(Why why) {
        return reasons.contains(why);
    }

    boolean blocks(AnswerOutcome outcome) {
        Why why = outcome.reason();
        return (why != null && blocks(why)) || outcome.ratio() > above;
    }
}
