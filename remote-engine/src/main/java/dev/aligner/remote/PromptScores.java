package dev.aligner.remote;

import dev.aligner.engine.ScoreRequest;
import dev.aligner.upstream.json.JsonValue;
import java.util.List;

/** What vLLM says of a prompt's tokens: for each position an object from token id to its log-probability. */
final class PromptScores {
    private PromptScores() {}

    /**
     * The log-probability of each token of the continuation, natural logarithm.
     *
     * @throws dev.aligner.core.AlignerException MODEL_FAILED where the answer does not say
     */
    static double[] of(ScoreRequest request, JsonValue completion) {
        List<JsonValue> choices = completion.at("choices").each();
        List<JsonValue> positions = choices.isEmpty()
                ? List.of()
                : choices.get(0).at("prompt_logprobs").each();
        int from = request.prompt().length;
        int[] continuation = request.continuation();
        if (positions.size() != from + continuation.length) {
            throw Refusal.malformed(
                    "prompt_logprobs of " + positions.size() + " tokens",
                    from + continuation.length + ", the prompt's");
        }
        double[] scores = new double[continuation.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = number(positions
                    .get(from + i)
                    .at(Integer.toString(continuation[i]))
                    .at("logprob"));
        }
        return scores;
    }

    private static double number(JsonValue value) {
        double number = Double.NaN;
        if (value instanceof JsonValue.Scalar scalar && scalar.spelling().matches("-?[0-9].*")) {
            number = Double.parseDouble(scalar.spelling());
        }
        if (!(number <= 0)) {
            throw Refusal.malformed("prompt_logprobs: a token without a logprob", "a number, at most 0");
        }
        return number;
    }
}
