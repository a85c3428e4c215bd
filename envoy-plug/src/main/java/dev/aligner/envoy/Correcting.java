package dev.aligner.envoy;

import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.Corrections;
import dev.aligner.relay.StreamMode;
import java.util.function.Supplier;

/**
 * What a stream needs to correct an answer and to say so.
 *
 * @param model the corrector's name, as answers tell it
 */
record Correcting(Corrections corrector, ExtProcPolicy policy, Supplier<String> model) {

    /** What an answer's headers say of what was done to it. */
    Mutation told(boolean stream, AnswerOutcome outcome) {
        Mutation mutation = new Mutation();
        if (!policy.strict()) {
            mutation.set("x-aligner-stream-mode", stream ? StreamMode.OFF.wireName() : "none");
            outcome.headers(model.get()).forEach(mutation::set);
        }
        return mutation;
    }

    /** What those of a stream say before it is known what will be done. */
    Mutation toldOfStream() {
        Mutation mutation = new Mutation()
                .otherBytes()
                .remove("content-length")
                .set("cache-control", "no-cache")
                .set("x-accel-buffering", "no");
        if (!policy.strict()) {
            mutation.set("x-aligner-stream-mode", policy.stream().wireName()).set("x-aligner-model", model.get());
        }
        return mutation;
    }
}
