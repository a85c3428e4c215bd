package dev.aligner.service.config;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What clients may hold of the server, however slowly they send and read.
 *
 * @param max connections at once; more are told to come back
 * @param head how long a request's line and headers may take to arrive, from their first byte
 * @param write how long one piece of an answer may wait for its reader
 */
public record ConnectionsProperties(
        @DefaultValue("10000") int max,
        @DefaultValue("10s") Duration head,
        @DefaultValue("60s") Duration write) {
    public ConnectionsProperties {
        Ranges.check("aligner.connections.max", max, 1, 1_000_000);
        Ranges.check("aligner.connections.head", head, Duration.ofMillis(1), Duration.ofHours(1));
        Ranges.check("aligner.connections.write", write, Duration.ofMillis(10), Duration.ofHours(1));
    }
}
