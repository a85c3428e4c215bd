package dev.aligner.service.plug;

import dev.aligner.core.Question;
import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.Controls;
import dev.aligner.service.config.Plug;
import dev.aligner.service.config.PlugsProperties.Holdback;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * LiteLLM's Generic Guardrail API. One call has the question, another the answer, and both the id of the call to the model.
 * A stream's text is shown again and again as it grows.
 */
final class LiteLlm implements Host {
    private final RememberedQuestions questions;
    private final Holdback holdback;

    LiteLlm(RememberedQuestions questions, Holdback holdback) {
        this.questions = questions;
        this.holdback = holdback;
    }

    @Override
    public Plug plug() {
        return Plug.LITELLM;
    }

    @Override
    public Mono<Reply> answer(HostCall call, CallCorrector corrector) {
        JsonValue root = call.root();
        String id = CallFields.textOrNull(root.at("litellm_call_id"), "litellm_call_id");
        return switch (CallFields.text(root.at("input_type"), "input_type")) {
            case "request" -> Mono.just(asked(call, id));
            case "response" -> answered(call, id, corrector);
            default -> throw CallFields.none("input_type", "request, response");
        };
    }

    private Reply asked(HostCall call, @Nullable String id) {
        JsonValue messages = call.root().at("structured_messages");
        if (id != null && !messages.vacant()) {
            CallFields.items(messages, "structured_messages");
            Question question = call.question(messages);
            if (question != null) {
                questions.put(Plug.LITELLM, id, question);
            }
        }
        return Reply.toQuestion(new ReplyJson().with("action", "NONE").bytes());
    }

    private Mono<Reply> answered(HostCall call, @Nullable String id, CallCorrector corrector) {
        JsonValue array = call.root().at("texts");
        List<JsonValue.Text> literals = CallFields.texts(array, "texts");
        List<String> texts = literals.stream().map(JsonValue.Text::text).toList();
        JsonValue chosen = call.root().at("additional_provider_specific_params");
        Controls controls = corrector.controls(call.headers(), chosen, "additional_provider_specific_params");
        if (texts.isEmpty()) {
            return Mono.just(bypassed(AnswerOutcome.bypassed(Untouched.NO_TEXT)));
        }
        if (!call.root().at("tool_calls").vacant()) {
            return Mono.just(bypassed(AnswerOutcome.bypassed(Untouched.TOOL_CALL), texts));
        }
        Question question = id == null ? null : questions.of(Plug.LITELLM, id);
        if (question == null) {
            return Mono.just(bypassed(AnswerOutcome.bypassed(Untouched.NO_QUESTION), texts));
        }
        return corrector.texts(texts, question, controls).map(done -> {
            if (done.blocked()) {
                return blocking(done.outcome(), corrector.blockText());
            }
            return done.texts().equals(texts)
                    ? bypassed(done.outcome(), texts)
                    : corrected(done, call.bytes(array, literals, done.texts()));
        });
    }

    private Reply corrected(CorrectedTexts done, byte[] array) {
        ReplyJson reply = new ReplyJson().with("action", "GUARDRAIL_INTERVENED").with("texts", array);
        return new Reply(held(reply, done.texts()).bytes(), done.outcome());
    }

    private Reply bypassed(AnswerOutcome why, List<String> texts) {
        return new Reply(held(none(why), texts).bytes(), why);
    }

    @Override
    public byte[] unchanged(AnswerOutcome why) {
        return none(why).bytes();
    }

    /** The reason is for people: LiteLLM does not read it. */
    private static ReplyJson none(AnswerOutcome why) {
        ReplyJson reply = new ReplyJson().with("action", "NONE");
        return why.reason() == null ? reply : reply.with("reason", why.reason().wireName());
    }

    @Override
    public byte[] blocked(AnswerOutcome why, String text) {
        return new ReplyJson()
                .with("action", "BLOCKED")
                .with("blocked_reason", text)
                .with("reason", Host.reason(why, "policy"))
                .bytes();
    }

    /**
     * Nothing of a stream leaves before its end, where LiteLLM no longer looks at this: a correction of more text need not
     * begin with one of less, and then LiteLLM breaks the stream off.
     */
    private ReplyJson held(ReplyJson reply, List<String> texts) {
        List<Integer> lengths = texts.stream()
                .map(text -> text.codePointCount(0, text.length()))
                .toList();
        return switch (holdback) {
            case NONE -> reply;
            case NUMBER ->
                reply.with(
                        "stream_holdback_chars",
                        lengths.stream().mapToInt(Integer::intValue).max().orElse(0));
            case LIST -> reply.with("stream_holdback_chars", lengths);
        };
    }
}
