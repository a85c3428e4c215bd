package dev.aligner.service.plug;

import dev.aligner.core.AlignerException;
import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.Why;
import dev.aligner.service.config.Plug;
import reactor.core.publisher.Mono;

/** What is particular to one host: what its calls say, and what it makes of a reply. */
interface Host {
    Plug plug();

    /**
     * Fails or throws with {@link AlignerException}, INVALID_FIELD where the call is not what the host's contract says.
     *
     * @param corrector for this call alone
     */
    Mono<Reply> answer(HostCall call, CallCorrector corrector);

    /** The reply after which the host delivers the answer as it is. */
    byte[] unchanged(AnswerOutcome why);

    /**
     * The reply after which the host does not deliver the answer.
     *
     * @param text what its client is to read instead
     */
    byte[] blocked(AnswerOutcome why, String text);

    default Reply blocking(AnswerOutcome why, String text) {
        return new Reply(blocked(why, text), why);
    }

    /** The outcome's reason as one word, or another where there is none. */
    static String reason(AnswerOutcome outcome, String otherwise) {
        Why why = outcome.reason();
        return why == null ? otherwise : why.wireName();
    }

    default Reply bypassed(AnswerOutcome why) {
        return new Reply(unchanged(why), why);
    }
}
