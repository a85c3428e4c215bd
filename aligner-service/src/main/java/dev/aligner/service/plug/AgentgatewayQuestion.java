package dev.aligner.service.plug;

import dev.aligner.core.Question;
import dev.aligner.relay.AnswerOutcome;
import dev.aligner.service.config.Plug;
import dev.aligner.upstream.json.JsonValue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** agentgateway's webhook for what its client asks. */
final class AgentgatewayQuestion implements Host {
    private final RememberedQuestions questions;
    private final String header;

    /** @param header that holds the same id as in the call about the answer */
    AgentgatewayQuestion(RememberedQuestions questions, String header) {
        this.questions = questions;
        this.header = header;
    }

    @Override
    public Plug plug() {
        return Plug.AGENTGATEWAY;
    }

    @Override
    public Mono<Reply> answer(HostCall call, CallCorrector corrector) {
        JsonValue messages = call.root().at("body").at("messages");
        CallFields.items(messages, "body.messages");
        String id = call.headers().getFirst(header);
        Question question = id == null ? null : call.question(messages);
        if (id != null && question != null) {
            questions.put(Plug.AGENTGATEWAY, id, question);
        }
        return Mono.just(Reply.toQuestion(passed(null)));
    }

    @Override
    public byte[] unchanged(AnswerOutcome why) {
        return passed(why.reason());
    }

    /** A reply has no tag: what it means is told by which fields it has, and this one lacks those of the others. */
    static byte[] passed(@Nullable String reason) {
        return new ReplyJson()
                .with("action", new ReplyJson().with("reason", reason == null ? "no change" : reason))
                .bytes();
    }
}
