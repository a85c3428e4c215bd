package dev.aligner.envoy;

import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode.BodySendMode;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProtocolConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * How Envoy sends the two bodies.
 *
 * @param request null where Envoy does not say it, as older ones do not
 * @param answer the same
 * @param overridable whether Envoy may be asked for another mode: not where it sends bodies without waiting for us
 */
record Modes(@Nullable BodySendMode request, @Nullable BodySendMode answer, boolean overridable) {

    /** What the first message of a stream says; none of the later ones does. */
    static Modes of(ProcessingRequest first) {
        if (!first.hasProtocolConfig()) {
            return new Modes(null, null, false);
        }
        ProtocolConfiguration told = first.getProtocolConfig();
        boolean waits = !told.getSendBodyWithoutWaitingForHeaderResponse()
                && waits(told.getRequestBodyMode())
                && waits(told.getResponseBodyMode());
        return new Modes(told.getRequestBodyMode(), told.getResponseBodyMode(), waits);
    }

    private static boolean waits(BodySendMode mode) {
        return mode != BodySendMode.FULL_DUPLEX_STREAMED && mode != BodySendMode.UNRECOGNIZED;
    }

    /**
     * The mode that a body's first message shows, where none was told: in one piece, or in several that wait for no reply.
     */
    static BodySendMode shown(@Nullable BodySendMode told, boolean endOfStream) {
        if (told != null) {
            return told;
        }
        return endOfStream ? BodySendMode.BUFFERED : BodySendMode.FULL_DUPLEX_STREAMED;
    }
}
