package dev.aligner.remote;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Sampling;
import dev.aligner.engine.GenerationRequest;
import dev.aligner.engine.ScoreRequest;
import dev.aligner.engine.corrector.CorrectorTokens;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Requests as {@code POST /completions} takes them. */
record CompletionBodies(String model, Dialect dialect, RemoteOptions.Prompts prompts, CorrectorTokens tokens) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** @throws AlignerException INVALID_FIELD for what the server cannot do, or would read as something else */
    byte[] generation(GenerationRequest request) {
        Map<String, Object> body = begun(request.prompt(), request.maxNewTokens(), request.sampling());
        body.put("stream", true);
        if (dialect.countsStreams()) {
            body.put("stream_options", Map.of("include_usage", true));
        }
        return JSON.writeValueAsBytes(body);
    }

    /** A completion of one token, in one piece: asked for what it says of the prompt. */
    byte[] probe(int[] prompt) {
        return JSON.writeValueAsBytes(begun(prompt, 1, Sampling.GREEDY));
    }

    /** A completion that is asked for the probabilities of its prompt's tokens. */
    byte[] scoring(ScoreRequest request) {
        int[] text = Arrays.copyOf(request.prompt(), request.prompt().length + request.continuation().length);
        System.arraycopy(request.continuation(), 0, text, request.prompt().length, request.continuation().length);
        Map<String, Object> body = begun(text, dialect.leastTokens(), Sampling.GREEDY);
        body.put("prompt_logprobs", 1);
        return JSON.writeValueAsBytes(body);
    }

    private Map<String, Object> begun(int[] prompt, int maxTokens, Sampling sampling) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", model);
        body.put("prompt", prompt(prompt));
        body.put("max_tokens", maxTokens);
        dialect.put(sampling, body);
        return body;
    }

    private Object prompt(int[] prompt) {
        return switch (prompts) {
            case TOKENS -> prompt;
            case TEXT ->
                tokens.asMarkup(prompt)
                        .orElseThrow(() -> AlignerException.invalidField(
                                "answer",
                                "question, answer: their text would be read as other tokens by a server that takes prompts"
                                        + " as text (expected: no control tokens in it)"));
        };
    }
}
