package dev.aligner.service.config;

import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which addresses the service may call, of those that its configuration names.
 *
 * @param allow names of hosts that may be at private addresses although they do not look it, {@code *.} in front of a domain
 *     for all in it; and networks as {@code 10.0.0.0/8}, at which any host may be
 */
public record UpstreamsProperties(@DefaultValue List<String> allow) {
    public UpstreamsProperties {
        allow = List.copyOf(allow);
    }
}
