package dev.aligner.trainer.pairs;

import dev.aligner.core.Message;
import dev.aligner.core.policy.LoopDetector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which samples become rows.
 *
 * @param unchanged what becomes of an answer that the corrector left alone
 * @param cutOff whether an answer that was cut off is taken all the same
 * @param maxChars of answer and of correction, in code points
 * @param minEditRatio of a changed answer, 0..1
 * @param maxEditRatio of a changed answer, 0..1
 * @param minMargin the least log P(correction) - log P(unchanged) of a changed answer, or null for any and none
 * @param similarity from which on two rows are duplicates of each other, above 0; above 1: only equal ones are
 */
record Filter(
        Unchanged unchanged,
        boolean cutOff,
        int maxChars,
        double minEditRatio,
        double maxEditRatio,
        @Nullable Double minMargin,
        double similarity) {

    /** An answer that the corrector left alone. */
    enum Unchanged {
        /** For preferences, where a copy carries none. */
        SKIP,
        /** Written with a mark, for who wants to count or learn from it otherwise. */
        FLAG,
        /** For targets to be imitated, where a good answer is as good as a corrected one. */
        KEEP
    }

    Filter {
        check(maxChars >= 1, "max-chars", maxChars, ">= 1");
        check(minEditRatio >= 0 && minEditRatio <= 1, "min-edit-ratio", minEditRatio, "0..1");
        check(maxEditRatio >= minEditRatio && maxEditRatio <= 1, "max-edit-ratio", maxEditRatio, minEditRatio + "..1");
        check(similarity > 0, "similarity", similarity, "above 0");
    }

    private static void check(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }

    /**
     * A verdict for each outcome, in order: of several that are alike the first one stays.
     *
     * @throws IllegalArgumentException if a least margin is asked for and no changed answer has one
     */
    List<Judged> judge(List<Outcome> outcomes) {
        List<Double> margins = outcomes.stream()
                .filter(outcome -> outcome instanceof Outcome.Sampled sample && !sample.unchanged())
                .map(outcome -> ((Outcome.Sampled) outcome).corrected().margin())
                .toList();
        if (minMargin != null && !margins.isEmpty() && margins.stream().allMatch(Objects::isNull)) {
            throw new IllegalArgumentException("min-margin: " + minMargin
                    + ", but the corrector computes none (expected: one whose aligner.json has a margin)");
        }
        Pass pass = new Pass();
        List<Judged> judged = new ArrayList<>();
        outcomes.forEach(outcome -> judged.add(new Judged(outcome, pass.judge(outcome))));
        return List.copyOf(judged);
    }

    /** An outcome and what became of it. */
    record Judged(Outcome outcome, Verdict verdict) {}

    private Verdict judgeAlone(Outcome.Sampled sample) {
        String answer = sample.answer().text();
        Corrections.Corrected corrected = sample.corrected();
        if (answer.isBlank() || new LoopDetector("").feed(answer)) {
            return Verdict.DEGENERATE;
        }
        if (sample.answer().cutOff() && !cutOff) {
            return Verdict.CUT_OFF;
        }
        if (tooLong(answer) || tooLong(corrected.text())) {
            return Verdict.TOO_LONG;
        }
        if (sample.unchanged()) {
            // a margin that was too small is the corrector's own way to leave an answer alone
            if (corrected.reason() != null && !corrected.reason().equals("below_margin")) {
                return Verdict.BYPASSED;
            }
            return switch (unchanged) {
                case SKIP -> Verdict.UNCHANGED;
                case FLAG -> Verdict.FLAGGED;
                case KEEP -> Verdict.KEPT;
            };
        }
        if (corrected.editRatio() < minEditRatio || corrected.editRatio() > maxEditRatio) {
            return Verdict.EDIT_RATIO;
        }
        Double margin = corrected.margin();
        return minMargin != null && (margin == null || margin < minMargin) ? Verdict.MARGIN : Verdict.KEPT;
    }

    private boolean tooLong(String text) {
        return text.codePointCount(0, text.length()) > maxChars;
    }

    private final class Pass {
        private final Set<String> seen = new HashSet<>();
        private final @Nullable NearDuplicates near = similarity > 1 ? null : new NearDuplicates(similarity);

        Verdict judge(Outcome outcome) {
            if (!(outcome instanceof Outcome.Sampled sample)) {
                return Verdict.REFUSED;
            }
            Verdict alone = judgeAlone(sample);
            if (!alone.kept()) {
                return alone;
            }
            String question = sample.prompt().question().messages().stream()
                    .map(Message::content)
                    .collect(Collectors.joining("\n"));
            String row = String.join(
                    "\n", question, sample.answer().text(), sample.corrected().text());
            if (!seen.add(row)) {
                return Verdict.DUPLICATE;
            }
            return near == null || near.add(row) ? alone : Verdict.NEAR_DUPLICATE;
        }
    }
}
