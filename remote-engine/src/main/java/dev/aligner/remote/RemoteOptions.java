package dev.aligner.remote;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Which server runs the model, and how it is asked.
 *
 * @param url what {@code /completions} and {@code /models} come after, for example {@code http://gpu:8000/v1}
 * @param model the server's name for it; null for the only one that it has
 * @param key null for a server that asks for none
 * @param tls whom to trust and what to show, as of now; null for the JVM's own
 * @param prompts how a prompt is given
 * @param concurrent requests under way at once
 * @param queueCapacity requests that may wait for one of those to end
 * @param attempts of one request, as long as nothing of an answer has come
 * @param times how long things may take
 */
public record RemoteOptions(
        URI url,
        @Nullable String model,
        @Nullable ApiKey key,
        @Nullable Supplier<SSLContext> tls,
        Dialect dialect,
        Prompts prompts,
        int concurrent,
        int queueCapacity,
        int attempts,
        Times times) {

    /** With the JVM's own trust. */
    public RemoteOptions(
            URI url,
            @Nullable String model,
            @Nullable ApiKey key,
            Dialect dialect,
            Prompts prompts,
            int concurrent,
            int queueCapacity,
            int attempts,
            Times times) {
        this(url, model, key, null, dialect, prompts, concurrent, queueCapacity, attempts, times);
    }

    /** How a prompt is given. */
    public enum Prompts {
        /** As token ids: the server reads what the local engine would. */
        TOKENS,
        /** As text, for a server that takes nothing else. A prompt that it would read as other tokens is refused. */
        TEXT
    }

    /**
     * How long things may take; what a request may take in all is said by its deadline.
     *
     * @param connect to make a connection
     * @param idle between two pieces of an answer that has begun
     * @param probe between two looks at the server's health, and at most for one
     * @param start until a server that does not answer yet is given up, when starting
     */
    public record Times(Duration connect, Duration idle, Duration probe, Duration start) {
        public static final Times DEFAULT =
                new Times(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofMinutes(10));
    }

    public RemoteOptions {
        if (concurrent < 1 || queueCapacity < 0 || attempts < 1) {
            throw new IllegalArgumentException("concurrent, queueCapacity, attempts: " + concurrent + ", "
                    + queueCapacity + ", " + attempts + " (expected: >= 1, >= 0, >= 1)");
        }
    }

    URI at(String path) {
        String base = url.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }
}
