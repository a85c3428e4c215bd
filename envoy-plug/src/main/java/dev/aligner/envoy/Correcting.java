package dev.aligner.envoy;

import dev.aligner.relay.AnswerHeaders;
import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.Corrections;
import dev.aligner.relay.Plan;
import dev.aligner.relay.RoutePolicy;
import dev.aligner.relay.SurfaceError;
import dev.aligner.relay.Why;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a stream needs to correct an answer and to say so.
 *
 * @param correctors the corrector for a request of this id, or of none
 * @param heartbeat how long a stream may be quiet
 * @param model the corrector's name, as answers tell it
 * @param answered hears, once, what was done to each answer
 */
record Correcting(
        Function<@Nullable String, Corrections> correctors,
        RoutePolicy policy,
        Duration heartbeat,
        Supplier<String> model,
        Consumer<AnswerOutcome> answered) {
    private static final Logger LOG = LoggerFactory.getLogger(Correcting.class);

    /** What the headers of an answer that passes say; said once. */
    Mutation passing(Plan plan, boolean stream, Why left) {
        return told(plan, stream, AnswerOutcome.bypassed(left), Duration.ZERO);
    }

    /**
     * What an answer's headers say of what was done to it; said once.
     *
     * @param held how long all of it lay here
     */
    Mutation told(Plan plan, boolean stream, AnswerOutcome outcome, Duration held) {
        answered.accept(outcome);
        Mutation mutation = new Mutation();
        AnswerHeaders.of(plan, model, stream, outcome, held).forEach(mutation::set);
        return mutation;
    }

    /** What takes the place of an answer that may not go out uncorrected. */
    ProcessingResponse refused(Plan plan, Throwable error) {
        return Refusal.of(counted(plan, error));
    }

    /** The same before the upstream is asked for it. */
    ProcessingResponse turnedAway(Plan plan, Throwable error) {
        return Refusal.of(counted(plan, error).unasked());
    }

    private SurfaceError counted(Plan plan, Throwable error) {
        Why why = Why.of(error);
        LOG.warn("an answer was refused: {}", why.wireName());
        answered.accept(AnswerOutcome.refused(why));
        return SurfaceError.of(plan.wire(), error, null);
    }

    /** Whether an answer that was left alone for this reason may not go out. */
    boolean refuses(Why why) {
        return policy.onFailure().refuses(why);
    }

    /** What those of a stream say before it is known what will be done. */
    Mutation toldOfStream(Plan plan) {
        Mutation mutation = new Mutation()
                .otherBytes()
                .remove("content-length")
                .set("cache-control", "no-cache")
                .set("x-accel-buffering", "no");
        AnswerHeaders.ofStream(plan, model.get()).forEach(mutation::set);
        return mutation;
    }
}
