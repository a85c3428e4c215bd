package dev.aligner.core.edit;

import java.util.List;

/** Makes, applies and measures edits. */
public final class Edits {
    private Edits() {}

    /** The smallest word-level changes that turn {@code answer} into {@code correction}; empty exactly when equal. */
    public static List<Edit> between(String answer, String correction) {
        return answer.equals(correction)
                ? List.of()
                : List.of(new Edit(0, answer.codePointCount(0, answer.length()), correction));
    }

    /** (deleted + inserted) / (length before + length after), in code points. */
    public static double ratio(String answer, List<Edit> edits) {
        int before = answer.codePointCount(0, answer.length());
        int deleted = 0;
        int inserted = 0;
        for (Edit edit : edits) {
            deleted += edit.end() - edit.start();
            inserted += edit.replacement().codePointCount(0, edit.replacement().length());
        }
        return edits.isEmpty() ? 0 : (double) (deleted + inserted) / (2.0 * before - deleted + inserted);
    }
}
