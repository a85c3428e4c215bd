package dev.aligner.trainer.pairs;

import dev.aligner.core.ErrorCode;

/** What became of a prompt. */
sealed interface Outcome {
    Prompt prompt();

    /** Answered, and the answer corrected. */
    record Sampled(Prompt prompt, Policy.Answer answer, Corrections.Corrected corrected) implements Outcome {
        boolean unchanged() {
            return answer.text().equals(corrected.text());
        }
    }

    /** Policy or corrector does not take it, and would not take it again: too large, or a role it does not know. */
    record Refused(Prompt prompt, ErrorCode code) implements Outcome {}
}
