package dev.aligner.gateway;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What all filters of a gateway have in common.
 *
 * @param serviceUrl where the Aligner service is: scheme, host and port, and a path that goes in front of its own. Not
 *     used where there is a bean of the type {@link dev.aligner.relay.Corrections}
 * @param request bytes of a request that are held to find its question; of a larger one the answer is left alone
 * @param requestDeadline how long the body of such a request may take to arrive
 * @param heartbeat how long a stream may be quiet
 */
@ConfigurationProperties("aligner.gateway")
public record AlignerGatewayProperties(
        @Nullable URI serviceUrl,
        @DefaultValue("10MB") DataSize request,
        @DefaultValue("30s") Duration requestDeadline,
        @DefaultValue("10s") Duration heartbeat) {

    public AlignerGatewayProperties {
        if (serviceUrl != null) {
            boolean http = "http".equals(serviceUrl.getScheme()) || "https".equals(serviceUrl.getScheme());
            if (!http
                    || serviceUrl.getHost() == null
                    || serviceUrl.getQuery() != null
                    || serviceUrl.getUserInfo() != null) {
                // not quoted: a user's password may stand in it
                throw new IllegalArgumentException(
                        "aligner.gateway.service-url (expected: http:// or https://, a host, and perhaps a path)");
            }
        }
        Ranges.check("aligner.gateway.request", request, DataSize.ofKilobytes(1), DataSize.ofMegabytes(64));
        Ranges.check("aligner.gateway.request-deadline", requestDeadline, Duration.ofMillis(1), Duration.ofHours(1));
        Ranges.check("aligner.gateway.heartbeat", heartbeat, Duration.ofMillis(10), Duration.ofMinutes(10));
    }
}
