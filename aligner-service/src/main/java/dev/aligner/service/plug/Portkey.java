package dev.aligner.service.plug;

import dev.aligner.core.Action;
import dev.aligner.core.Question;
import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.Controls;
import dev.aligner.relay.Note;
import dev.aligner.relay.OnFailure;
import dev.aligner.relay.PieceCorrector;
import dev.aligner.relay.WholeAnswer;
import dev.aligner.relay.Why;
import dev.aligner.service.config.Plug;
import dev.aligner.service.wire.Ids;
import dev.aligner.upstream.Asked;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.Wire;
import dev.aligner.upstream.json.JsonValue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Portkey's webhook. A call about an answer has the question too; the whole answer goes back. */
final class Portkey implements Host {
    private static final int OK = 200;

    private final Ids ids;
    private final long mostBytes;

    /** @param mostBytes of an answer; a larger one stays as it is */
    Portkey(Ids ids, long mostBytes) {
        this.ids = ids;
        this.mostBytes = mostBytes;
    }

    @Override
    public Plug plug() {
        return Plug.PORTKEY;
    }

    @Override
    public Mono<Reply> answer(HostCall call, CallCorrector corrector) {
        return switch (CallFields.text(call.root().at("eventType"), "eventType")) {
            case "beforeRequestHook" ->
                Mono.just(Reply.toQuestion(new ReplyJson().with("verdict", true).bytes()));
            case "afterRequestHook" -> answered(call, corrector);
            default -> throw CallFields.none("eventType", "beforeRequestHook, afterRequestHook");
        };
    }

    private Mono<Reply> answered(HostCall call, CallCorrector corrector) {
        JsonValue request = CallFields.object(call.root().at("request"), "request");
        JsonValue response = CallFields.object(call.root().at("response"), "response");
        if (response.at("statusCode").number(OK) != OK) {
            return Mono.just(bypassed(AnswerOutcome.bypassed(Why.NON_2XX)));
        }
        Controls controls = corrector.controls(call.headers());
        Spoken spoken = Spoken.of(call.root().at("requestType").string());
        if (spoken == null) {
            return Mono.just(bypassed(AnswerOutcome.bypassed(Untouched.UNSUPPORTED_FORMAT)));
        }
        if (request.at("isStreamingRequest").isTrue()) {
            return left(Untouched.UNSUPPORTED_FORMAT, corrector.onFailure());
        }
        byte[] asking = call.bytes(CallFields.object(request.at("json"), "request.json"));
        byte[] answer = call.bytes(CallFields.object(response.at("json"), "response.json"));
        Asked asked = spoken.wire().asked(asking, spoken.path());
        Question question = asked.question();
        Untouched why = answer.length > mostBytes ? Untouched.TOO_LARGE : asked.untouched();
        if (why != null || question == null) {
            return left(why == null ? Untouched.NO_QUESTION : why, corrector.onFailure());
        }
        PieceCorrector pieces = corrector.pieces(question, asked.begun(), controls);
        return WholeAnswer.corrected(spoken.wire(), answer, pieces, corrector.onFailure(), Note.NONE)
                .map(done -> reply(done, corrector.blockText()));
    }

    /** The answer of a call that the corrector is not asked about; fails where it may not go out so. */
    private Mono<Reply> left(Untouched why, OnFailure onFailure) {
        return Mono.fromCallable(() -> bypassed(onFailure.passing(AnswerOutcome.bypassed(why))));
    }

    private Reply reply(WholeAnswer answer, String blockText) {
        if (answer.outcome().action() == Action.BLOCKED) {
            return blocking(answer.outcome(), blockText);
        }
        if (!answer.changed()) {
            return bypassed(answer.outcome());
        }
        byte[] body = new ReplyJson()
                .with("verdict", true)
                .with("transformedData", new ReplyJson().with("response", new ReplyJson().with("json", answer.body())))
                .with("data", data(answer.outcome()))
                .bytes();
        return new Reply(body, answer.outcome());
    }

    @Override
    public byte[] unchanged(AnswerOutcome why) {
        return new ReplyJson().with("verdict", true).with("data", data(why)).bytes();
    }

    /** Whether a client still gets the answer is for Portkey's configuration to say ({@code deny}). */
    @Override
    public byte[] blocked(AnswerOutcome why, String text) {
        return new ReplyJson()
                .with("verdict", false)
                .with("data", data(why).with("message", text))
                .bytes();
    }

    /** Portkey shows it in {@code hook_results} of what its client gets. */
    private ReplyJson data(AnswerOutcome outcome) {
        ReplyJson data = new ReplyJson()
                .with("aligner_id", ids.next("corr_"))
                .with("action", outcome.action().name());
        Why why = outcome.reason();
        return why == null ? data : data.with("reason", why.wireName());
    }

    /** @param path where the wire is spoken */
    private record Spoken(Wire wire, String path) {
        static @Nullable Spoken of(@Nullable String requestType) {
            if (requestType == null) {
                return null;
            }
            return switch (requestType) {
                case "chatComplete" -> new Spoken(Wire.OPENAI_CHAT, "/v1/chat/completions");
                case "complete" -> new Spoken(Wire.OPENAI_COMPLETIONS, "/v1/completions");
                case "messages" -> new Spoken(Wire.ANTHROPIC_MESSAGES, "/v1/messages");
                default -> null;
            };
        }
    }
}
