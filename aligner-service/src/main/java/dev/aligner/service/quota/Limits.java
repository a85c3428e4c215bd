package dev.aligner.service.quota;

/**
 * What one caller may ask for; 0 is without a limit.
 *
 * @param requestsPerMinute requests; each line of a batch is one
 * @param tokensPerMinute tokens that correctors read and write for it. They are known only afterwards, so a caller that
 *     has some left may begin, and pays what it took
 * @param concurrent requests under way at once
 */
public record Limits(long requestsPerMinute, long tokensPerMinute, int concurrent) {
    /** The largest number of any kind. */
    public static final int MOST = 100_000_000;

    public static final Limits NONE = new Limits(0, 0, 0);

    public Limits {
        check("requests-per-minute", requestsPerMinute);
        check("tokens-per-minute", tokensPerMinute);
        check("concurrent", concurrent);
    }

    private static void check(String name, long value) {
        if (value < 0 || value > MOST) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0.." + MOST + ")");
        }
    }
}
