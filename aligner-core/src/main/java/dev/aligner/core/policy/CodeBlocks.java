package dev.aligner.core.policy;

import java.util.List;

/** Whether code came through: a corrector of language that changes code in passing breaks it. */
final class CodeBlocks {
    private CodeBlocks() {}

    /**
     * Whether the fenced blocks of an answer stand in its correction as they were, all of them in their order and no other;
     * or the correction has none, because it says something else altogether.
     */
    static boolean kept(String answer, String correction) {
        List<String> corrected = new Fences(correction).texts(correction);
        return corrected.isEmpty() || corrected.equals(new Fences(answer).texts(answer));
    }
}
