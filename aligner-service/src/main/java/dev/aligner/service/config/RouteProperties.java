package dev.aligner.service.config;

import dev.aligner.core.Evidence;
import dev.aligner.relay.Bounds;
import dev.aligner.relay.OnFailure;
import dev.aligner.relay.RoutePolicy;
import dev.aligner.relay.ShadowMode;
import dev.aligner.relay.StreamMode;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Requests that are passed on to an upstream, and what happens with its answers.
 *
 * @param upstream where to: scheme, host and port, and a path that goes in front of the request's
 * @param path only requests whose path begins so
 * @param host only requests to this host; any without one
 * @param model only requests for this model, {@code *} standing for anything; any without one
 * @param headers only requests that have all of these, with such a value, {@code *} standing for anything
 * @param apiKey put in the place of the client's credentials; without one those are passed on
 * @param instruction for the corrector, a text or a name
 * @param instructions names that a request may choose from in its place; none without any
 * @param minStrength weaker corrections that a request asks for become as strong as this
 * @param maxStrength stronger ones become as weak as this
 * @param minMargin how sure the corrector must be of a change, in nats, where that is more than it asks for itself; a
 *     request may ask for more
 * @param stream how an answer that comes as a stream is corrected
 * @param streams ways that a request may choose from; that of the route without any
 * @param pace characters a second at which a stream goes out that was held to its end; 0 for all at once
 * @param onFailure what a client gets where the corrector cannot be used
 * @param block what a client does not get
 * @param deadline for the correction of an answer, or of one unit of a stream
 * @param held bytes of an answer that are held to correct it; more passes as it came, or is an error where failures are closed
 * @param strict whether nothing but the answer may tell a client that it was corrected
 * @param evidence the most that a request may ask an answer to say of its correction
 * @param shadow whether answers pass as they came, and what would have been done is counted or told
 * @param call of the upstream
 * @param corrector id of the corrector; the first without one
 * @param correctors ids that a request may choose from in its place; none without any
 * @param sslBundle of Spring's, with whom to trust and the certificate to show; the JVM's own trust without one
 */
public record RouteProperties(
        URI upstream,
        @DefaultValue("/") String path,
        @Nullable String host,
        @Nullable String model,
        @DefaultValue Map<String, String> headers,
        @Nullable String apiKey,
        @Nullable String instruction,
        @DefaultValue List<String> instructions,
        @DefaultValue("0") double minStrength,
        @DefaultValue("1") double maxStrength,
        @Nullable Double minMargin,
        @DefaultValue("window") StreamMode stream,
        @DefaultValue List<StreamMode> streams,
        @DefaultValue("0") int pace,
        @DefaultValue("open") OnFailure onFailure,
        @DefaultValue BlockProperties block,
        @DefaultValue("10s") Duration deadline,
        @DefaultValue("1MB") DataSize held,
        @DefaultValue("false") boolean strict,
        @DefaultValue("summary") Evidence evidence,
        @DefaultValue("off") ShadowMode shadow,
        @DefaultValue Call call,
        @Nullable String corrector,
        @DefaultValue List<String> correctors,
        @Nullable String sslBundle) {
    /** RFC 9110, 5.6.2. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]+");

    /**
     * How the upstream is called.
     *
     * @param attempts to connect
     * @param timeout how long the upstream may say nothing, before its answer and in it
     * @param concurrent calls under way at once; more are refused
     */
    public record Call(
            @DefaultValue("3") int attempts,
            @DefaultValue("5m") Duration timeout,
            @DefaultValue("1024") int concurrent) {
        public Call {
            Ranges.check("aligner.routes.*.call.attempts", attempts, 1, 10);
            Ranges.check("aligner.routes.*.call.timeout", timeout, Duration.ofMillis(1), Duration.ofHours(1));
            Ranges.check("aligner.routes.*.call.concurrent", concurrent, 1, 100_000);
        }
    }

    public RouteProperties {
        headers = byName(headers);
        instructions = List.copyOf(instructions);
        streams = List.copyOf(streams);
        correctors = List.copyOf(correctors);
        boolean http = "http".equals(upstream.getScheme()) || "https".equals(upstream.getScheme());
        if (!http || upstream.getHost() == null || upstream.getQuery() != null || upstream.getUserInfo() != null) {
            // not quoted: a user's password may stand in it
            throw new IllegalArgumentException(
                    "aligner.routes.*.upstream (expected: http:// or https://, a host, and perhaps a path)");
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("aligner.routes.*.path: " + path + " (expected: /…)");
        }
        if (apiKey != null && apiKey.isBlank()) {
            throw new IllegalArgumentException("aligner.routes.*.api-key: blank (expected: a key, or none)");
        }
        if (sslBundle != null && (sslBundle.isBlank() || !"https".equals(upstream.getScheme()))) {
            throw new IllegalArgumentException(
                    "aligner.routes.*.ssl-bundle: blank, or beside http:// (expected: a bundle's name, and https://)");
        }
        Ranges.check("aligner.routes.*.deadline", deadline, Duration.ofMillis(1), Duration.ofHours(1));
        Ranges.check("aligner.routes.*.held", held, DataSize.ofKilobytes(1), DataSize.ofMegabytes(64));
    }

    /** Names of headers have no case; two that differ in it alone are one. */
    private static Map<String, String> byName(Map<String, String> headers) {
        Map<String, String> byName = new TreeMap<>();
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!TOKEN.matcher(lower).matches() || value.isBlank() || byName.put(lower, value) != null) {
                throw new IllegalArgumentException("aligner.routes.*.headers." + name
                        + " (expected: a header's name, once, and a value; * stands for anything)");
            }
        });
        return Collections.unmodifiableMap(byName);
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
                new Bounds(instructions, streams, minStrength, maxStrength, evidence, correctors),
                minMargin,
                corrector);
    }

    @Override
    public String toString() {
        return "RouteProperties[upstream=" + upstream + ", path=" + path + ", host=" + host + ", model=" + model + "]";
    }
}
