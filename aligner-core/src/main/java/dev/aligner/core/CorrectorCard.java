package dev.aligner.core;

import java.util.Map;

/**
 * What a loaded corrector is, for people and for {@code /v1/models}.
 *
 * @param id the name that requests choose it by
 * @param family of the model, or {@code unknown} where it runs elsewhere
 * @param digest SHA-256 of the weights, lower-case hex; empty where the model runs elsewhere
 * @param precision the numbers it computes with: {@code float32}, {@code bfloat16} or {@code int8}; {@code unknown} elsewhere
 * @param device {@code cpu}, or the address of the server that it runs on
 * @param contextTokens prompt and correction together
 * @param strengths the strengths it can serve
 * @param strength of a request that names none; one of those
 * @param mostSteering the largest steering either way; 0 where there is nothing to steer by
 * @param instructions named instructions, name to text
 */
public record CorrectorCard(
        String id,
        String family,
        String template,
        String digest,
        String precision,
        String device,
        int contextTokens,
        Strengths strengths,
        double strength,
        double mostSteering,
        Map<String, String> instructions) {
    /** Of a corrector that cannot be steered. */
    public CorrectorCard(
            String id,
            String family,
            String template,
            String digest,
            String precision,
            String device,
            int contextTokens,
            Strengths strengths,
            double strength,
            Map<String, String> instructions) {
        this(id, family, template, digest, precision, device, contextTokens, strengths, strength, 0, instructions);
    }

    public CorrectorCard {
        instructions = Map.copyOf(instructions);
    }
}
