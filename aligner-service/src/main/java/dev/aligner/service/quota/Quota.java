package dev.aligner.service.quota;

/**
 * How a limit stands.
 *
 * @param name {@code requests}, {@code tokens}, {@code concurrent} or {@code callers}
 * @param limit a minute, or at once
 * @param left of it
 * @param fullSeconds until all of it is there again, rounded up; 0 where nobody knows
 */
public record Quota(String name, long limit, long left, long fullSeconds) {
    static final String REQUESTS = "requests";
    static final String TOKENS = "tokens";
    static final String CONCURRENT = "concurrent";
    /** Those of all together that can be told apart at once. */
    static final String CALLERS = "callers";

    /** Whether it counts what is asked for in a minute, rather than at once. */
    public boolean perMinute() {
        return name.equals(REQUESTS) || name.equals(TOKENS);
    }
}
