package dev.aligner.service.audit;

import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectorCard;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import dev.aligner.core.Strengths;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import java.time.Duration;
import java.util.Map;

/** What tests of the log write into it. */
final class Entries {
    static final String QUESTION = "Why, in confidence?";
    static final String ANSWER = "It lacks a damn key.";
    static final String CORRECTION = "It lacks a key.";
    static final Origin ORIGIN = new Origin("rest", null, "req_1", "key_7");
    static final CorrectorCard CARD = new CorrectorCard(
            "m", "fake", "t1", "ab12", "float32", "cpu", 512, Strengths.ENDS, 1, Map.of("safe", "Make it safer."));

    private Entries() {}

    static CorrectionRequest request(String instruction) {
        return new CorrectionRequest(
                Question.of(QUESTION), ANSWER, instruction, null, Sampling.GREEDY, Duration.ofSeconds(1));
    }

    static Outcome done() {
        return new Outcome.Done(
                Correction.of("m", ANSWER, CORRECTION, FinishReason.STOP, 1, Usage.NOTHING, Timings.NOTHING));
    }
}
