package dev.aligner.relay;

import dev.aligner.core.Evidence;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a route says about the correction of its answers.
 *
 * @param instruction for the corrector, a text or a name, or null for its own judgement
 * @param stream how an answer that comes as a stream is corrected
 * @param pace characters a second at which a stream goes out that was held to its end; 0 for all at once
 * @param onFailure what a client gets where the corrector cannot be used
 * @param blocking what a client does not get
 * @param deadline for the correction of an answer, or of one unit of a stream
 * @param held bytes of an answer that are held to correct it; more passes as it came
 * @param strict whether nothing but the answer may tell a client that it was corrected
 * @param bounds what a request may choose
 * @param minMargin how sure the corrector must be of a change, where that is more than it asks for itself; a request may
 *     ask for more; or null
 * @param model the corrector's id, or null for the first
 */
public record RoutePolicy(
        @Nullable String instruction,
        StreamMode stream,
        int pace,
        OnFailure onFailure,
        Blocking blocking,
        Duration deadline,
        int held,
        boolean strict,
        Bounds bounds,
        @Nullable Double minMargin,
        @Nullable String model) {

    public RoutePolicy {
        boolean postHoc = stream == StreamMode.POST_HOC || bounds.streams().contains(StreamMode.POST_HOC);
        if (postHoc && (strict || onFailure == OnFailure.CLOSED || !blocking.never())) {
            throw new IllegalArgumentException("stream: post-hoc, which delivers the original and says the correction"
                    + " behind it (expected: another one where the route is strict, closed to failures, or blocks)");
        }
        if (pace < 0) {
            throw new IllegalArgumentException("pace: " + pace + " (expected: characters a second, or 0)");
        }
        if (minMargin != null && !Double.isFinite(minMargin)) {
            throw new IllegalArgumentException("min-margin: " + minMargin + " (expected: a finite number)");
        }
    }

    /** To the first corrector, which is as sure as it asks for itself. */
    public RoutePolicy(
            @Nullable String instruction,
            StreamMode stream,
            int pace,
            OnFailure onFailure,
            Blocking blocking,
            Duration deadline,
            int held,
            boolean strict,
            Bounds bounds) {
        this(instruction, stream, pace, onFailure, blocking, deadline, held, strict, bounds, null, null);
    }

    /** The same where an answer says of its correction no more than this. */
    public RoutePolicy telling(Evidence most) {
        return most.compareTo(bounds.evidence()) >= 0
                ? this
                : new RoutePolicy(
                        instruction,
                        stream,
                        pace,
                        onFailure,
                        blocking,
                        deadline,
                        held,
                        strict,
                        bounds.telling(most),
                        minMargin,
                        model);
    }

    /**
     * The same for a request that wants it to say less, or to wait for less.
     *
     * @param silent whether nothing is said, which a strict route does not say in any case
     * @param longest the deadline becomes this, where it is longer
     */
    RoutePolicy narrowed(boolean silent, Duration longest) {
        return new RoutePolicy(
                instruction,
                stream,
                pace,
                onFailure,
                blocking,
                longest.compareTo(deadline) < 0 ? longest : deadline,
                held,
                strict || silent,
                silent ? bounds.without(StreamMode.POST_HOC) : bounds,
                minMargin,
                model);
    }

    /** The same of a route whose answers go out as they came: whatever fails, they do. */
    public RoutePolicy watched() {
        return new RoutePolicy(
                instruction, stream, pace, OnFailure.OPEN, blocking, deadline, held, strict, bounds, minMargin, model);
    }

    /** The most that an answer says of its correction. */
    Evidence evidence() {
        return strict ? Evidence.NONE : bounds.evidence();
    }

    /** Ways to correct a stream that a request may ask for. */
    List<StreamMode> streams() {
        return bounds.streams().isEmpty() ? List.of(stream) : bounds.streams();
    }
}
