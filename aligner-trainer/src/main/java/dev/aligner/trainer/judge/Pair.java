package dev.aligner.trainer.judge;

import dev.aligner.core.Question;

/** An upstream's answer and its correction. */
record Pair(Question question, String answer, String correction) {
    /** Nothing to ask a judge: equal by definition. */
    boolean copy() {
        return answer.equals(correction);
    }
}
