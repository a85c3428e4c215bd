package dev.aligner.service.config;

import dev.aligner.core.Evidence;
import dev.aligner.relay.Bounds;
import dev.aligner.relay.OnFailure;
import dev.aligner.relay.RoutePolicy;
import dev.aligner.relay.StreamMode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Envoy's external processor: answers that pass through an Envoy, and what happens with them.
 *
 * @param port where Envoy finds it; off without one, and any free one with 0
 * @param address that it listens on
 * @param maxMessageSize bytes of one message; Envoy's own limit for a body that it holds must be below
 * @param instruction for the corrector, a text or a name
 * @param instructions names that a request may choose from in its place; none without any
 * @param minStrength weaker corrections that a request asks for become as strong as this
 * @param maxStrength stronger ones become as weak as this
 * @param stream how an answer that comes as a stream is corrected
 * @param streams ways that a request may choose from; that one without any
 * @param pace characters a second at which a stream goes out that was held to its end; 0 for all at once
 * @param onFailure what a client gets where the corrector cannot be used
 * @param block what a client does not get
 * @param deadline for the correction of a whole answer, or of one unit of a stream
 * @param held bytes of an answer that are held to correct it; more passes as it came, or is an error where failures are closed
 * @param strict whether nothing but the answer may tell a client that it was corrected
 * @param evidence the most that a request may ask an answer to say of its correction
 * @param sslBundle of Spring's, with the certificate to show and whose to take; no TLS without one
 * @param clientAuth whether Envoy must show a certificate that the bundle's truststore vouches for
 */
public record ExtProcProperties(
        @Nullable Integer port,
        @DefaultValue("127.0.0.1") String address,
        @DefaultValue("16MB") DataSize maxMessageSize,
        @Nullable String instruction,
        @DefaultValue List<String> instructions,
        @DefaultValue("0") double minStrength,
        @DefaultValue("1") double maxStrength,
        @DefaultValue("window") StreamMode stream,
        @DefaultValue List<StreamMode> streams,
        @DefaultValue("0") int pace,
        @DefaultValue("open") OnFailure onFailure,
        @DefaultValue BlockProperties block,
        @DefaultValue("10s") Duration deadline,
        @DefaultValue("1MB") DataSize held,
        @DefaultValue("false") boolean strict,
        @DefaultValue("summary") Evidence evidence,
        @Nullable String sslBundle,
        @DefaultValue("need") ClientAuth clientAuth) {

    /** What is asked of who connects. */
    public enum ClientAuth {
        /** Nothing: whoever reaches the port is taken for the Envoy. */
        NONE,
        /** A certificate. */
        NEED
    }

    public ExtProcProperties {
        instructions = List.copyOf(instructions);
        streams = List.copyOf(streams);
        if (port != null) {
            Ranges.check("aligner.ext-proc.port", port, 0, 65_535);
        }
        if (address.isBlank()) {
            throw new IllegalArgumentException("aligner.ext-proc.address: blank (expected: an address of this host)");
        }
        Ranges.check(
                "aligner.ext-proc.max-message-size",
                maxMessageSize,
                DataSize.ofKilobytes(64),
                DataSize.ofMegabytes(256));
        if (sslBundle != null && sslBundle.isBlank()) {
            throw new IllegalArgumentException("aligner.ext-proc.ssl-bundle: blank (expected: the name of a bundle)");
        }
        Ranges.check("aligner.ext-proc.deadline", deadline, Duration.ofMillis(1), Duration.ofHours(1));
        Ranges.check("aligner.ext-proc.held", held, DataSize.ofKilobytes(1), DataSize.ofMegabytes(64));
    }

    /** What it says about the correction of answers. */
    public RoutePolicy policy() {
        return new RoutePolicy(
                instruction,
                stream,
                pace,
                onFailure,
                block.policy(),
                deadline,
                Math.toIntExact(held.toBytes()),
                strict,
                new Bounds(instructions, streams, minStrength, maxStrength, evidence));
    }
}
