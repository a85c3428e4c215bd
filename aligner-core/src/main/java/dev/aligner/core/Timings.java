package dev.aligner.core;

import java.time.Duration;

/**
 * Where the time of one correction went.
 *
 * @param queue from the call until the first token of the prompt was computed on
 * @param prefill from there until the first new token
 * @param decode from the first new token to the last
 * @param total from the call to the result, all of the above and what lies between or follows, as scoring the correction
 * @param passes forward passes that gave new tokens
 * @param draftTokens tokens of the answer that were tried in them as the correction's own; {@link
 *     Usage#acceptedDraftTokens} of them were right
 */
public record Timings(Duration queue, Duration prefill, Duration decode, Duration total, int passes, int draftTokens) {
    public static final Timings NOTHING = new Timings(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** Of a correction without drafts. */
    public Timings(Duration queue, Duration prefill, Duration decode, Duration total) {
        this(queue, prefill, decode, total, 0, 0);
    }

    public Timings plus(Timings other) {
        return new Timings(
                queue.plus(other.queue),
                prefill.plus(other.prefill),
                decode.plus(other.decode),
                total.plus(other.total),
                passes + other.passes,
                draftTokens + other.draftTokens);
    }
}
