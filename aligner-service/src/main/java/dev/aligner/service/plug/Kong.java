package dev.aligner.service.plug;

import dev.aligner.core.Question;
import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.Controls;
import dev.aligner.service.config.Plug;
import dev.aligner.service.wire.Ids;
import dev.aligner.upstream.Untouched;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Kong's ai-custom-guardrail. It can only block, and a correction is no reason to: the plug
 * says what it would have done.
 */
final class Kong implements Host {
    private final Ids ids;

    Kong(Ids ids) {
        this.ids = ids;
    }

    @Override
    public Plug plug() {
        return Plug.KONG;
    }

    @Override
    public Mono<Reply> answer(HostCall call, CallCorrector corrector) {
        String content = CallFields.text(call.root().at("content"), "content");
        Controls controls = corrector.controls(call.headers());
        String question = CallFields.textOrNull(call.root().at("question"), "question");
        return switch (CallFields.text(call.root().at("source"), "source")) {
            case "INPUT" -> Mono.just(Reply.toQuestion(block(false, "NONE").bytes()));
            case "OUTPUT" ->
                question == null || question.isBlank()
                        ? Mono.just(bypassed(AnswerOutcome.bypassed(Untouched.NO_QUESTION)))
                        : corrector
                                .texts(List.of(content), Question.of(question), controls)
                                .map(done -> done.blocked()
                                        ? blocking(done.outcome(), corrector.blockText())
                                        : bypassed(done.outcome()));
            default -> throw CallFields.none("source", "INPUT, OUTPUT");
        };
    }

    private ReplyJson block(boolean block, String action) {
        return new ReplyJson().with("block", block).with("action", action).with("id", ids.next("corr_"));
    }

    @Override
    public byte[] unchanged(AnswerOutcome why) {
        return reasoned(block(false, why.action().name()), why).bytes();
    }

    @Override
    public byte[] blocked(AnswerOutcome why, String text) {
        return reasoned(block(true, why.action().name()).with("block_message", text), why)
                .bytes();
    }

    private static ReplyJson reasoned(ReplyJson reply, AnswerOutcome why) {
        return why.reason() == null ? reply : reply.with("reason", why.reason().wireName());
    }
}
