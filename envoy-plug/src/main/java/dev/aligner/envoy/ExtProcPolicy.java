package dev.aligner.envoy;

import dev.aligner.relay.OnFailure;
import dev.aligner.relay.StreamMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What happens with the answers that Envoy shows.
 *
 * @param instruction for the corrector, a text or a name; null for its own judgement
 * @param stream how an answer that comes as a stream is corrected
 * @param onFailure what a client gets where the corrector cannot be used
 * @param deadline for the correction of a whole answer, or of one unit of a stream
 * @param heartbeat time between the bytes that keep a stream open while nothing of it can be sent
 * @param held bytes of an answer that are held to correct it; more passes as it came
 * @param strict whether nothing but the answer may tell a client that it was corrected
 */
public record ExtProcPolicy(
        @Nullable String instruction,
        StreamMode stream,
        OnFailure onFailure,
        Duration deadline,
        Duration heartbeat,
        int held,
        boolean strict) {}
