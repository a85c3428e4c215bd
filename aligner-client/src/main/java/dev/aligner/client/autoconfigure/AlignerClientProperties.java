package dev.aligner.client.autoconfigure;

import dev.aligner.client.AlignerClientBuilder;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the service is.
 *
 * @param url its root: scheme, host and port, and a path that goes in front of its own
 * @param apiKey a key of it
 * @param retries how often a request is sent again that was refused before it was begun; 0..10
 */
@ConfigurationProperties("aligner.client")
public record AlignerClientProperties(
        URI url,
        @Nullable String apiKey,

        @DefaultValue("" + AlignerClientBuilder.DEFAULT_RETRIES)
        int retries) {

    /** Without the key. */
    @Override
    public String toString() {
        return "aligner.client: retries " + retries;
    }
}
