package dev.aligner.engine.weights;

/**
 * What a family's {@code config.json} may leave out, by transformers' config classes.
 *
 * @param headDim 0 where the heads share the width of the residual stream
 * @param maxPositions {@code max_position_embeddings}
 * @param epsilon of the norms
 * @param theta base of the rotary frequencies
 * @param tied whether the head is the embedding
 */
record HuggingFaceDefaults(int headDim, int maxPositions, double epsilon, double theta, boolean tied) {

    static HuggingFaceDefaults of(DecoderFamily family) {
        return switch (family) {
            case LLAMA -> new HuggingFaceDefaults(0, 2048, 1e-6, 10_000, false);
            case MISTRAL -> new HuggingFaceDefaults(0, 131_072, 1e-6, 10_000, false);
            case QWEN2 -> new HuggingFaceDefaults(0, 32_768, 1e-6, 10_000, false);
            case QWEN3 -> new HuggingFaceDefaults(128, 32_768, 1e-6, 10_000, false);
            case GEMMA, GEMMA2 -> new HuggingFaceDefaults(256, 8192, 1e-6, 10_000, true);
            case GEMMA3 -> new HuggingFaceDefaults(256, 131_072, 1e-6, 1_000_000, true);
            case PHI3 -> new HuggingFaceDefaults(0, 4096, 1e-5, 10_000, false);
        };
    }
}
