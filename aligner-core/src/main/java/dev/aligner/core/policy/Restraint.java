package dev.aligner.core.policy;

import dev.aligner.core.Reason;
import dev.aligner.core.edit.Edit;
import dev.aligner.core.edit.Edits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a corrector may do to an answer that nobody told it how to change: take out what is rude, or say something else
 * altogether in its place, such as a refusal. Where most of a correction is the answer's own text, it must not lose or gain a
 * passage, bring in a number or an address, or touch code: small models do that when they copy long texts.
 *
 * @param longestCut code points that one edit may take out
 */
public record Restraint(int longestCut) {
    /** Code points that an edit may put in beyond what it takes out: a milder word is often a longer one. */
    private static final int MILDER = 20;

    private static final Pattern FACT = Pattern.compile("(?:https?://|www\\.)\\S+|\\p{Nd}+(?:[.,:]\\p{Nd}+)*");

    public Restraint {
        if (longestCut < 1) {
            throw new IllegalArgumentException("longestCut: " + longestCut + " (expected: >= 1)");
        }
    }

    /** What speaks against a correction that nobody instructed; empty if nothing does. */
    public Optional<Reason> broken(String answer, String correction) {
        if (answer.equals(correction)) {
            return Optional.empty();
        }
        if (!CodeBlocks.kept(answer, correction)) {
            return Optional.of(Reason.CODE_CHANGED);
        }
        List<Edit> edits = Edits.between(answer, correction);
        if (saysSomethingElse(correction, edits)) {
            return Optional.empty();
        }
        if (edits.stream().anyMatch(this::tooLarge)) {
            return Optional.of(Reason.EDIT_BUDGET);
        }
        return addsFact(answer, correction) ? Optional.of(Reason.FACT_ADDED) : Optional.empty();
    }

    private static boolean saysSomethingElse(String correction, List<Edit> edits) {
        long length = correction.codePoints().count();
        long written = edits.stream()
                .mapToLong(edit -> edit.replacement().codePoints().count())
                .sum();
        return 2 * written > length;
    }

    private boolean tooLarge(Edit edit) {
        int removed = edit.end() - edit.start();
        return removed > longestCut || edit.replacement().codePoints().count() > removed + MILDER;
    }

    private static boolean addsFact(String answer, String correction) {
        Map<String, Integer> left = new HashMap<>();
        FACT.matcher(answer).results().forEach(fact -> left.merge(fact.group(), 1, Integer::sum));
        return FACT.matcher(correction).results().anyMatch(fact -> left.merge(fact.group(), -1, Integer::sum) < 0);
    }
}
