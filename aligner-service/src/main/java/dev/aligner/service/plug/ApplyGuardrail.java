package dev.aligner.service.plug;

import dev.aligner.core.Question;
import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.Controls;
import dev.aligner.service.config.Plug;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** Amazon's ApplyGuardrail. The id of the guardrail is the name of an instruction; the question stands beside the answer. */
final class ApplyGuardrail implements Host {
    /** The operator's instruction. */
    private static final String STANDARD = "default";

    /**
     * Some hosts take an intervention for a block unless it is said that something was made anonymous. What was taken out
     * is not repeated.
     */
    private static List<Map<String, Object>> assessments(String action) {
        return List.of(Map.of(
                "sensitiveInformationPolicy",
                Map.of(
                        "piiEntities",
                        List.of(),
                        "regexes",
                        List.of(Map.of("name", "aligner", "match", "", "action", action)))));
    }

    @Override
    public Plug plug() {
        return Plug.GUARDRAIL;
    }

    @Override
    public Mono<Reply> answer(HostCall call, CallCorrector corrector) {
        Content content = Content.of(call.root());
        return switch (CallFields.text(call.root().at("source"), "source")) {
            case "INPUT" -> Mono.just(Reply.toQuestion(none("no change")));
            case "OUTPUT" -> answered(call, content, corrector);
            default -> throw CallFields.none("source", "INPUT, OUTPUT");
        };
    }

    private Mono<Reply> answered(HostCall call, Content content, CallCorrector corrector) {
        if (content.question().isBlank()) {
            return Mono.just(bypassed(AnswerOutcome.bypassed(Untouched.NO_QUESTION)));
        }
        List<String> texts = content.answer().stream().map(JsonValue.Text::text).toList();
        String id = Objects.requireNonNull(call.path().get("id"), "the route has an id");
        Controls asked = corrector.controls(call.headers());
        Controls controls = id.equals(STANDARD) ? asked : asked.with(corrector.named("id", id));
        return corrector.texts(texts, Question.of(content.question()), controls).map(done -> {
            if (done.blocked()) {
                return blocking(done.outcome(), corrector.blockText());
            }
            return done.texts().equals(texts) ? bypassed(done.outcome()) : intervened(content, done);
        });
    }

    private static Reply intervened(Content content, CorrectedTexts done) {
        List<Map<String, Object>> outputs = new ArrayList<>();
        int guarded = 0;
        for (int i = 0; i < done.texts().size(); i++) {
            outputs.add(Map.of("text", done.texts().get(i)));
            guarded += length(content.answer().get(i).text());
        }
        byte[] body = new ReplyJson()
                .with("action", "GUARDRAIL_INTERVENED")
                .with("actionReason", "aligner: corrected")
                .with("outputs", outputs)
                .with("assessments", assessments("ANONYMIZED"))
                .with("usage", Map.of())
                .with("guardrailCoverage", coverage(guarded, content.total()))
                .bytes();
        return new Reply(body, done.outcome());
    }

    private static ReplyJson coverage(int guarded, int total) {
        ReplyJson characters = new ReplyJson().with("guarded", guarded).with("total", total);
        return new ReplyJson().with("textCharacters", characters);
    }

    @Override
    public byte[] unchanged(AnswerOutcome why) {
        return none(Host.reason(why, "no change"));
    }

    @Override
    public byte[] blocked(AnswerOutcome why, String text) {
        return new ReplyJson()
                .with("action", "GUARDRAIL_INTERVENED")
                .with("actionReason", "aligner: " + Host.reason(why, "policy"))
                .with("outputs", List.of(Map.of("text", text)))
                .with("assessments", assessments("BLOCKED"))
                .with("usage", Map.of())
                .bytes();
    }

    private static byte[] none(String why) {
        return new ReplyJson()
                .with("action", "NONE")
                .with("actionReason", "aligner: " + why)
                .with("outputs", List.of())
                .with("assessments", List.of())
                .with("usage", Map.of())
                .bytes();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /**
     * The call's texts by what they are for.
     *
     * @param total code points of all texts, also of those that are neither
     */
    private record Content(String question, List<JsonValue.Text> answer, int total) {
        static Content of(JsonValue root) {
            List<String> question = new ArrayList<>();
            List<JsonValue.Text> answer = new ArrayList<>();
            int total = 0;
            int block = 0;
            for (JsonValue item : CallFields.items(root.at("content"), "content")) {
                String field = "content[" + block++ + "].text";
                if (!item.at("text").present()) {
                    continue;
                }
                String text = CallFields.text(item.at("text").at("text"), field + ".text");
                total += length(text);
                List<String> qualifiers =
                        CallFields.texts(item.at("text").at("qualifiers"), field + ".qualifiers").stream()
                                .map(JsonValue.Text::text)
                                .toList();
                if (qualifiers.contains("query")) {
                    question.add(text);
                } else if (qualifiers.isEmpty() || qualifiers.contains("guard_content")) {
                    answer.add((JsonValue.Text) item.at("text").at("text"));
                }
            }
            return new Content(String.join("\n", question), answer, total);
        }
    }
}
