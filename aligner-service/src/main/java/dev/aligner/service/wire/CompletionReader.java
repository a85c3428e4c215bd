package dev.aligner.service.wire;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Sampling;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * JSON of OpenAI's completions to a checked call. Of vLLM's fields it knows those that a corrector needs; every other field
 * is refused, as is another value than the neutral one where nothing else can be done.
 */
public final class CompletionReader {
    static final Set<String> FIELDS = Set.of(
            "model",
            "prompt",
            "max_tokens",
            "temperature",
            "top_p",
            "top_k",
            "min_p",
            "seed",
            "stop",
            "repetition_penalty",
            "frequency_penalty",
            "stream",
            "stream_options",
            "prompt_logprobs",
            "n");
    private static final int STANDARD_TOKENS = 16;

    private CompletionReader() {}

    public static CompletionCall read(JsonNode json) {
        Fields body = new Fields("", json, FIELDS);
        if (body.number("min_p", 0) != 0) {
            throw AlignerException.invalidField("min_p", "min_p: not supported (expected: 0)");
        }
        body.integer("n", 1, 1);
        boolean stream = body.flag("stream");
        boolean scores = body.integer("prompt_logprobs", 0, 1) != null;
        if (stream && scores) {
            throw AlignerException.invalidField(
                    "prompt_logprobs", "prompt_logprobs: in a stream (expected: an answer in one piece)");
        }
        Long maxTokens = body.integer("max_tokens", scores ? 0 : 1, Integer.MAX_VALUE);
        List<String> stop = stop(body);
        return new CompletionCall(
                body.text("model"),
                prompt(body),
                sampling(body, stop),
                maxTokens == null ? STANDARD_TOKENS : Math.toIntExact(maxTokens),
                stop,
                stream,
                countsStream(body.value("stream_options")),
                scores);
    }

    private static boolean countsStream(@Nullable JsonNode options) {
        return options != null && new Fields("stream_options", options, Set.of("include_usage")).flag("include_usage");
    }

    private static CompletionCall.Prompt prompt(Fields body) {
        JsonNode prompt = body.value("prompt");
        if (prompt == null || !prompt.isArray()) {
            String text = body.requiredText("prompt");
            if (text.isEmpty()) {
                throw empty();
            }
            return new CompletionCall.Prompt.Text(text);
        }
        List<JsonNode> elements = body.elements("prompt", prompt);
        int[] ids = new int[elements.size()];
        for (int i = 0; i < ids.length; i++) {
            JsonNode id = elements.get(i);
            if (!id.isInt() || id.intValue() < 0) {
                throw AlignerException.invalidField("prompt", "prompt[" + i + "] (expected: a token id)");
            }
            ids[i] = id.intValue();
        }
        if (ids.length == 0) {
            throw empty();
        }
        return new CompletionCall.Prompt.Tokens(ids);
    }

    private static AlignerException empty() {
        return AlignerException.invalidField("prompt", "prompt: empty (expected: a text, or at least one token id)");
    }

    private static List<String> stop(Fields body) {
        JsonNode stop = body.value("stop");
        return stop != null && stop.isString() ? List.of(body.requiredText("stop")) : body.texts("stop");
    }

    /** Where OpenAI's own default is not to change anything, so is this. */
    private static Sampling sampling(Fields body, List<String> stop) {
        Long topK = body.integer("top_k", -1, Integer.MAX_VALUE);
        return new Sampling(
                body.number("temperature", 1),
                topK == null ? 0 : Math.max(0, Math.toIntExact(topK)),
                body.number("top_p", 1),
                body.number("repetition_penalty", 1),
                body.number("frequency_penalty", 0),
                body.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                null,
                stop);
    }
}
