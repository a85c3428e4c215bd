package dev.aligner.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the corrector chooses its next token.
 *
 * @param temperature 0 is greedy: the most probable token, ties to the lowest id; at most 2
 * @param topK only the k most probable tokens are eligible; 0 means all
 * @param topP only the smallest set of tokens whose probability reaches p is eligible; 1 means all
 * @param repetitionPenalty divides the positive logits of tokens already written (prompt excluded), multiplies the
 *     negative ones (Keskar et al. 2019); 1 means none
 * @param frequencyPenalty subtracted from a token's logit once for each time it was written; 0 means none
 * @param seed the same seed gives the same output; null draws one
 * @param maxTokens at most so many new tokens; null leaves the bound to the policy
 * @param stop text that ends the correction where it appears; it is not part of the correction
 */
public record Sampling(
        double temperature,
        int topK,
        double topP,
        double repetitionPenalty,
        double frequencyPenalty,
        @Nullable Long seed,
        @Nullable Integer maxTokens,
        List<String> stop) {

    /** The most probable token at each step, nothing else. */
    public static final Sampling GREEDY = new Sampling(0, 0, 1, 1, 0, null, null, List.of());

    /** At most so many stop texts. */
    public static final int MAX_STOPS = 8;

    /** Each stop text at most so many UTF-16 units long. */
    public static final int MAX_STOP_LENGTH = 64;

    public Sampling {
        check(temperature >= 0 && temperature <= 2, "sampling.temperature", temperature, "0..2");
        check(topK >= 0, "sampling.top_k", topK, "0 or more");
        check(topP > 0 && topP <= 1, "sampling.top_p", topP, "above 0, at most 1");
        check(
                repetitionPenalty > 0 && repetitionPenalty <= 2,
                "sampling.repetition_penalty",
                repetitionPenalty,
                "above 0, at most 2");
        check(frequencyPenalty >= -2 && frequencyPenalty <= 2, "sampling.frequency_penalty", frequencyPenalty, "-2..2");
        check(maxTokens == null || maxTokens >= 1, "sampling.max_tokens", maxTokens, "1 or more");
        stop = List.copyOf(stop);
        check(stop.size() <= MAX_STOPS, "sampling.stop", stop.size() + " texts", "at most " + MAX_STOPS);
        for (String text : stop) {
            check(
                    !text.isEmpty() && text.length() <= MAX_STOP_LENGTH,
                    "sampling.stop",
                    "a text of " + text.length() + " characters",
                    "1.." + MAX_STOP_LENGTH);
        }
    }

    /** The same at another temperature, with another seed. */
    public Sampling with(double otherTemperature, @Nullable Long otherSeed) {
        return new Sampling(
                otherTemperature, topK, topP, repetitionPenalty, frequencyPenalty, otherSeed, maxTokens, stop);
    }

    private static void check(boolean holds, String field, @Nullable Object value, String expected) {
        if (!holds) {
            throw AlignerException.invalidField(field, field + ": " + value + " (expected: " + expected + ")");
        }
    }
}
