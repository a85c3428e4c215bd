package dev.aligner.core;

import java.time.Duration;

/**
 * Where the time of one correction went.
 *
 * @param queue from the call until the first token of the prompt was computed on
 * @param prefill from there until the first new token
 * @param decode from the first new token to the last
 * @param total from the call to the result, all of the above and what lies between or follows, as scoring the correction
 */
public record Timings(Duration queue, Duration prefill, Duration decode, Duration total) {
    public static final Timings NOTHING = new Timings(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
}
