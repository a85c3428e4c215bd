package dev.aligner.spark.plan;

/** What a row costs, in tokens, before any tokenizer has seen it. Only shares of it matter: rows are weighed, not billed. */
public final class TokenEstimate {
    /** English has some four bytes a token; a script of three bytes a character has about one character in it. */
    private static final int BYTES_PER_TOKEN = 4;

    /** What stands around question and answer in a prompt. */
    private static final int TEMPLATE_TOKENS = 32;

    private TokenEstimate() {}

    /**
     * The answer counts twice: it is read in the prompt and again as the draft of its own correction.
     *
     * @param questionBytes in UTF-8, of all turns; with the instruction's
     * @param answerBytes in UTF-8
     * @return at least 1
     */
    public static long of(long questionBytes, long answerBytes) {
        return TEMPLATE_TOKENS + (Math.max(0, questionBytes) + 2 * Math.max(0, answerBytes)) / BYTES_PER_TOKEN;
    }
}
