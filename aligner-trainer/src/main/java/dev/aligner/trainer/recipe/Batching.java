package dev.aligner.trainer.recipe;

/**
 * How rows become steps.
 *
 * @param tokens of one pass, padding included
 * @param accumulate passes whose gradients are added up before the parameters move
 * @param exampleTokens longer examples are left out, and counted; no correction is ever cut
 */
public record Batching(int tokens, int accumulate, int exampleTokens) {
    private static final int MAX_TOKENS = 1 << 20;

    public Batching {
        Check.that(tokens >= 8 && tokens <= MAX_TOKENS, "batch.tokens", tokens, "8.." + MAX_TOKENS);
        Check.that(accumulate >= 1 && accumulate <= 4096, "batch.accumulate", accumulate, "1..4096");
        Check.that(exampleTokens >= 8, "batch.example_tokens", exampleTokens, ">= 8");
    }
}
