package dev.aligner.service.plug;

import dev.aligner.relay.AnswerOutcome;
import dev.aligner.service.config.Plug;
import dev.aligner.upstream.json.JsonValue;
import reactor.core.publisher.Mono;

/** agentgateway's webhook for what its client asks. */
record AgentgatewayQuestion(AgentgatewayCalls calls) implements Host {
    @Override
    public Plug plug() {
        return Plug.AGENTGATEWAY;
    }

    @Override
    public Mono<Reply> answer(HostCall call, CallCorrector corrector) {
        JsonValue messages = call.root().at("body").at("messages");
        CallFields.items(messages, "body.messages");
        calls.remember(call, call.question(messages));
        return Mono.just(Reply.toQuestion(AgentgatewayCalls.passed(null)));
    }

    @Override
    public byte[] unchanged(AnswerOutcome why) {
        return AgentgatewayCalls.passed(why.reason());
    }

    /** A question is not kept from a model. */
    @Override
    public byte[] blocked(AnswerOutcome why, String text) {
        return unchanged(why);
    }
}
