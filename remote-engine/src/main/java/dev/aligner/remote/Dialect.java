package dev.aligner.remote;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Sampling;
import java.util.Map;

/** What a server understands beyond OpenAI's own completions. What it does not is refused, never left out in silence. */
public enum Dialect {
    /** vLLM: all of {@link Sampling}, and the probabilities of a prompt's tokens. */
    VLLM,
    /** This service's own engine API: vLLM's, and it scores a prompt without writing anything. */
    ALIGNER,
    /** llama.cpp's server and llama-cpp-python's. */
    LLAMA_CPP,
    /** Nothing more. */
    OPENAI;

    /** A server's own way to say that top-k is off. */
    private static final int VLLM_ALL = -1;

    /** Whether it tells how probable the tokens of a prompt are. */
    boolean scores() {
        return this == VLLM || this == ALIGNER;
    }

    /** Tokens that it must write to have read a prompt. */
    int leastTokens() {
        return this == ALIGNER ? 0 : 1;
    }

    /** Whether it may be asked to count tokens at the end of a stream; llama-cpp-python does not know the field. */
    boolean countsStreams() {
        return this != LLAMA_CPP;
    }

    /**
     * Every field is said, neutral ones too: a server takes what is missing from the model's own {@code
     * generation_config.json}, where a repetition penalty may stand that changes even a greedy output.
     *
     * @throws AlignerException INVALID_FIELD for what the server cannot do
     */
    void put(Sampling sampling, Map<String, Object> body) {
        body.put("temperature", sampling.temperature());
        body.put("top_p", sampling.topP());
        body.put("frequency_penalty", sampling.frequencyPenalty());
        if (sampling.seed() != null) {
            body.put("seed", sampling.seed());
        }
        switch (this) {
            case VLLM, ALIGNER -> {
                body.put("top_k", sampling.topK() == 0 ? VLLM_ALL : sampling.topK());
                body.put("min_p", 0.0);
                body.put("repetition_penalty", sampling.repetitionPenalty());
            }
            case LLAMA_CPP -> {
                body.put("top_k", sampling.topK());
                body.put("min_p", 0.0);
                body.put("repeat_penalty", sampling.repetitionPenalty());
            }
            case OPENAI -> {
                check("sampling.top_k", sampling.topK() == 0, "0");
                check("sampling.repetition_penalty", sampling.repetitionPenalty() == 1, "1");
            }
        }
    }

    private static void check(String field, boolean neutral, String expected) {
        if (!neutral) {
            throw AlignerException.invalidField(
                    field, field + ": not known to the server that runs the model (expected: " + expected + ")");
        }
    }
}
