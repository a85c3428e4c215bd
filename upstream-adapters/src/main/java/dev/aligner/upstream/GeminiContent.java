package dev.aligner.upstream;

import dev.aligner.upstream.json.JsonValue;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Google's {@code generateContent} and {@code streamGenerateContent}. A piece is a run of a candidate's text parts that
 * nothing else stands between; thoughts are none.
 */
final class GeminiContent implements Dialect {
    private static final Pattern MODEL = Pattern.compile("/models/([^/:?]+):");

    @Override
    public Conversation conversation(JsonValue request, String path) {
        Conversation.Turns turns = new Conversation.Turns();
        JsonValue system = request.at("systemInstruction");
        turns.add(
                "system",
                Conversation.text(
                        system.present()
                                ? system.at("parts")
                                : request.at("system_instruction").at("parts"),
                        "text"));
        for (JsonValue content : request.at("contents").each()) {
            String role = content.at("role").string();
            turns.add(role == null ? "user" : role, Conversation.text(content.at("parts"), "text"));
        }
        Matcher model = MODEL.matcher(path);
        JsonValue camel = request.at("generationConfig");
        JsonValue config = camel.present() ? camel : request.at("generation_config");
        boolean json = config.at("responseMimeType").is("application/json")
                || config.at("response_mime_type").is("application/json")
                || config.at("responseSchema").present();
        return turns.build(
                json ? Untouched.JSON_MODE : null,
                path.contains(":streamGenerateContent"),
                model.find() ? model.group(1) : null,
                false);
    }

    @Override
    public Reading answer(JsonValue body) {
        return new Parts().read(body);
    }

    @Override
    public Events events() {
        return new Parts();
    }

    private static final class Parts implements Events {
        /** By candidate, the number of its runs of text that have ended. */
        private final Map<Integer, Integer> runs = new HashMap<>();

        @Override
        public Reading read(JsonValue body) {
            Reading.Builder reading = new Reading.Builder();
            for (JsonValue candidate : body.at("candidates").each()) {
                int index = candidate.at("index").number(0);
                for (JsonValue part : candidate.at("content").at("parts").each()) {
                    Piece piece = new Piece(index, runs.getOrDefault(index, 0));
                    if (part.at("thought").isTrue()) {
                        continue;
                    }
                    if (part.at("text").string() != null) {
                        reading.text(piece, part.at("text"));
                    } else {
                        runs.merge(index, 1, Integer::sum);
                        if (part.at("functionCall").present()) {
                            reading.untouched(index, Untouched.TOOL_CALL);
                        }
                    }
                }
                reading.drop(index, candidate.at("logprobsResult"))
                        .untouchedIf(candidate.at("citationMetadata"), index, Untouched.CITED)
                        .untouchedIf(candidate.at("groundingMetadata"), index, Untouched.CITED)
                        .finish(index, candidate.at("finishReason"));
            }
            return reading.error(body.at("error")).build();
        }
    }
}
