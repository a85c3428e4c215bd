package dev.aligner.service.plug;

import dev.aligner.core.Question;
import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.Controls;
import dev.aligner.service.config.Plug;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/** agentgateway's webhook for what a model answers. It does not say what was asked. */
record AgentgatewayAnswer(AgentgatewayCalls calls) implements Host {
    private static final int FORBIDDEN = 403;

    @Override
    public Plug plug() {
        return Plug.AGENTGATEWAY;
    }

    @Override
    public Mono<Reply> answer(HostCall call, CallCorrector corrector) {
        JsonValue body = call.root().at("body");
        List<JsonValue.Text> literals = new ArrayList<>();
        for (JsonValue choice : CallFields.items(body.at("choices"), "body.choices")) {
            if (choice.at("message").at("content") instanceof JsonValue.Text text) {
                literals.add(text);
            }
        }
        Controls controls = corrector.controls(call.headers());
        Question question = calls.remembered(call);
        if (question == null) {
            return Mono.just(bypassed(AnswerOutcome.bypassed(Untouched.NO_QUESTION)));
        }
        List<String> texts = literals.stream().map(JsonValue.Text::text).toList();
        return corrector.texts(texts, question, controls).map(done -> {
            if (done.blocked()) {
                return blocking(done.outcome(), corrector.blockText());
            }
            return done.texts().equals(texts)
                    ? bypassed(done.outcome())
                    : masked(call.bytes(body, literals, done.texts()), done.outcome());
        });
    }

    private static Reply masked(byte[] body, AnswerOutcome outcome) {
        return new Reply(
                AgentgatewayCalls.action(new ReplyJson().with("body", body).with("reason", "corrected")), outcome);
    }

    @Override
    public byte[] unchanged(AnswerOutcome why) {
        return AgentgatewayCalls.passed(why.reason());
    }

    @Override
    public byte[] blocked(AnswerOutcome why, String text) {
        return AgentgatewayCalls.action(new ReplyJson()
                .with("body", text)
                .with("status_code", FORBIDDEN)
                .with("reason", Host.reason(why, "policy")));
    }
}
