package dev.aligner.service.plug;

import dev.aligner.core.Question;
import dev.aligner.relay.AnswerOutcome;
import dev.aligner.service.config.Plug;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/** agentgateway's webhook for what a model answers. It does not say what was asked. */
final class AgentgatewayAnswer implements Host {
    private final RememberedQuestions questions;
    private final String header;

    /** @param header that holds the same id as in the call about the question */
    AgentgatewayAnswer(RememberedQuestions questions, String header) {
        this.questions = questions;
        this.header = header;
    }

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
        String id = call.headers().getFirst(header);
        Question question = id == null ? null : questions.of(Plug.AGENTGATEWAY, id);
        if (question == null) {
            return Mono.just(bypassed(AnswerOutcome.bypassed(Untouched.NO_QUESTION)));
        }
        List<String> texts = literals.stream().map(JsonValue.Text::text).toList();
        return corrector
                .texts(texts, question, null, null)
                .map(done -> done.texts().equals(texts)
                        ? bypassed(done.outcome())
                        : masked(call.bytes(body, literals, done.texts()), done.outcome()));
    }

    private static Reply masked(byte[] body, AnswerOutcome outcome) {
        ReplyJson action = new ReplyJson().with("body", body).with("reason", "corrected");
        return new Reply(new ReplyJson().with("action", action).bytes(), outcome);
    }

    @Override
    public byte[] unchanged(AnswerOutcome why) {
        return AgentgatewayQuestion.passed(why.reason());
    }
}
