package dev.aligner.service.plug;

import dev.aligner.core.Question;
import dev.aligner.relay.Why;
import dev.aligner.service.config.Plug;
import org.jspecify.annotations.Nullable;

/**
 * What agentgateway's two calls have in common: the question comes with the one, and is needed by the other.
 *
 * @param header that holds the same id in both
 */
record AgentgatewayCalls(RememberedQuestions questions, String header) {

    void remember(HostCall call, @Nullable Question question) {
        String id = call.headers().getFirst(header);
        if (id != null && question != null) {
            questions.put(Plug.AGENTGATEWAY, id, question);
        }
    }

    /** The question that was asked before, or null. */
    @Nullable
    Question remembered(HostCall call) {
        String id = call.headers().getFirst(header);
        return id == null ? null : questions.of(Plug.AGENTGATEWAY, id);
    }

    /** A reply has no tag: what it means is told by which fields it has, and this one lacks those of the others. */
    static byte[] passed(@Nullable Why why) {
        return action(new ReplyJson().with("reason", why == null ? "no change" : why.wireName()));
    }

    static byte[] action(ReplyJson action) {
        return new ReplyJson().with("action", action).bytes();
    }
}
