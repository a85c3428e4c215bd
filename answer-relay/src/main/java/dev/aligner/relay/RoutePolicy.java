package dev.aligner.relay;

import dev.aligner.core.Evidence;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a route says about the correction of its answers.
 *
 * @param instruction for the corrector, a text or a name, or null for its own judgement
 * @param instructions names that a request may choose from in its place; none without any
 * @param stream how an answer that comes as a stream is corrected
 * @param streams ways that a request may choose from; that of the route without any
 * @param onFailure what a client gets where the corrector cannot be used
 * @param deadline for the correction of an answer, or of one unit of a stream
 * @param held bytes of an answer that are held to correct it; more passes as it came
 * @param strict whether nothing but the answer may tell a client that it was corrected
 * @param evidence the most that a request may ask an answer to say of its correction
 */
public record RoutePolicy(
        @Nullable String instruction,
        List<String> instructions,
        StreamMode stream,
        List<StreamMode> streams,
        OnFailure onFailure,
        Duration deadline,
        int held,
        boolean strict,
        Evidence evidence) {

    public RoutePolicy {
        instructions = List.copyOf(instructions);
        streams = List.copyOf(streams);
        boolean postHoc = stream == StreamMode.POST_HOC || streams.contains(StreamMode.POST_HOC);
        if (postHoc && (strict || onFailure == OnFailure.CLOSED)) {
            throw new IllegalArgumentException(
                    "stream: post-hoc, which delivers the original and says the correction behind"
                            + " it (expected: another one where the route is strict, or closed to failures)");
        }
        evidence = strict ? Evidence.NONE : evidence;
    }
}
