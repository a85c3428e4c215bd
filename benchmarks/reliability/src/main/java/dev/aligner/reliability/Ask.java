package dev.aligner.reliability;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A request, and by what its answer is known to be all there and right.
 *
 * @param whole of the body of a 200
 */
record Ask(String path, Map<String, String> headers, String body, Predicate<String> whole) {
    private static final String JSON_TYPE = "application/json";

    /** {@code POST /v1/corrections}. */
    static Ask correction(Texts.Text text) {
        return new Ask(
                "/v1/corrections",
                Map.of("content-type", JSON_TYPE),
                json(Map.of("question", text.question(), "answer", text.answer())),
                body -> isCorrection(body, text.answer()));
    }

    /** The same as server-sent events. */
    static Ask correctionStream(Texts.Text text) {
        return new Ask(
                "/v1/corrections",
                Map.of("content-type", JSON_TYPE),
                json(Map.of("question", text.question(), "answer", text.answer(), "stream", true)),
                body -> body.contains("event: result\n") && body.endsWith("\n\n"));
    }

    /** Several at once; each must come back corrected. */
    static Ask batch(List<Texts.Text> texts) {
        String lines = IntStream.range(0, texts.size())
                .mapToObj(i -> json(Map.of(
                        "id",
                        "line-" + i,
                        "question",
                        texts.get(i).question(),
                        "answer",
                        texts.get(i).answer())))
                .collect(Collectors.joining("\n", "", "\n"));
        return new Ask(
                "/v1/corrections:batch",
                Map.of("content-type", "application/x-ndjson"),
                lines,
                body -> body.lines()
                                .filter(line -> line.contains("\"action\":"))
                                .count()
                        == texts.size());
    }

    /** A chat through the proxy; the upstream answers by the question. */
    static Ask chat(Texts.Text text) {
        return new Ask("/v1/chat/completions", Map.of("content-type", JSON_TYPE), chat(text, false), Ask::isChat);
    }

    /** The same as a stream, corrected as {@code mode} says. */
    static Ask chatStream(Texts.Text text, String mode) {
        return new Ask(
                "/v1/chat/completions",
                Map.of("content-type", JSON_TYPE, "x-aligner-stream-mode", mode),
                chat(text, true),
                body -> body.endsWith("data: [DONE]\n\n"));
    }

    String word() {
        return path + (body.contains("\"stream\":true") ? " as a stream" : "");
    }

    Ask with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Ask(path, more, body, whole);
    }

    private static String chat(Texts.Text text, boolean stream) {
        return json(Map.of(
                "model",
                "mock",
                "stream",
                stream,
                "messages",
                List.of(Map.of("role", "user", "content", text.question()))));
    }

    static String json(@Nullable Object value) {
        return Texts.JSON.writeValueAsString(value);
    }

    /** Nothing is silent: unchanged is the answer itself, and whatever was bypassed says why. */
    static boolean isCorrection(String body, String answer) {
        try {
            JsonNode result = Texts.JSON.readTree(body);
            String correction = result.get("correction").asString();
            return switch (result.get("action").asString()) {
                case "CORRECTED" -> !correction.isEmpty();
                case "NONE" -> correction.equals(answer);
                case "BYPASSED" ->
                    correction.equals(answer) && !result.get("reason").isNull();
                default -> false;
            };
        } catch (JacksonException | NullPointerException e) {
            return false;
        }
    }

    private static boolean isChat(String body) {
        try {
            return !Texts.JSON
                    .readTree(body)
                    .at("/choices/0/message/content")
                    .asString()
                    .isEmpty();
        } catch (JacksonException e) {
            return false;
        }
    }
}
