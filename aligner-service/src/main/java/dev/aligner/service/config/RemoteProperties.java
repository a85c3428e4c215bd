package dev.aligner.service.config;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The server that runs the model. Corrections at once and in the queue are the engine's.
 *
 * @param url what {@code /completions} comes after, for example {@code http://gpu:8000/v1}
 * @param model the server's name for it; without one, the only one that it has
 * @param apiKey sent as a bearer key
 * @param apiKeyFile a file that holds it, in its place
 * @param sslBundle of Spring's, with whom to trust and the certificate to show; the JVM's own trust without one
 * @param server what the server understands
 * @param prompts how a prompt is given
 * @param margin whether changes are weighed where the corrector asks for it
 * @param attempts of one request, as long as nothing of an answer has come
 * @param connectTimeout to make a connection
 * @param idleTimeout between two pieces of an answer
 * @param healthInterval between two looks whether the server answers
 * @param startTimeout how long a server that does not answer yet is waited for at the start
 */
public record RemoteProperties(
        URI url,
        @Nullable String model,
        @Nullable String apiKey,
        @Nullable String apiKeyFile,
        @Nullable String sslBundle,
        @DefaultValue("vllm") Server server,
        @DefaultValue("tokens") Prompts prompts,
        @DefaultValue("weigh") Margin margin,
        @DefaultValue("3") int attempts,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("30s") Duration idleTimeout,
        @DefaultValue("5s") Duration healthInterval,
        @DefaultValue("10m") Duration startTimeout) {
    private static final String KEY = "aligner.model.remote.";

    /** What a server understands beyond OpenAI's own completions. */
    public enum Server {
        VLLM,
        /** Another of these services, with its engine API. */
        ALIGNER,
        LLAMA_CPP,
        OPENAI
    }

    /** How a prompt is given. */
    public enum Prompts {
        TOKENS,
        TEXT
    }

    /** What becomes of the margin that a corrector asks for. */
    public enum Margin {
        /** It decides; a server that cannot tell probabilities is refused. */
        WEIGH,
        /** Every change is made. */
        NONE
    }

    public RemoteProperties {
        boolean http = url != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
        if (url == null || !http || url.getHost() == null || url.getQuery() != null || url.getUserInfo() != null) {
            // not quoted: a user's password may stand in it
            throw new IllegalArgumentException(
                    KEY + "url (expected: http:// or https://, a host, and perhaps a path such as /v1)");
        }
        check("model", model);
        check("api-key", apiKey);
        check("api-key-file", apiKeyFile);
        check("ssl-bundle", sslBundle);
        if (apiKey != null && apiKeyFile != null) {
            throw new IllegalArgumentException(KEY + "api-key, api-key-file: both given (expected: at most one)");
        }
        Ranges.check(KEY + "attempts", attempts, 1, 10);
        Ranges.check(KEY + "connect-timeout", connectTimeout, Duration.ofMillis(1), Duration.ofMinutes(5));
        Ranges.check(KEY + "idle-timeout", idleTimeout, Duration.ofMillis(1), Duration.ofHours(1));
        Ranges.check(KEY + "health-interval", healthInterval, Duration.ofMillis(100), Duration.ofHours(1));
        Ranges.check(KEY + "start-timeout", startTimeout, Duration.ofMillis(1), Duration.ofHours(24));
    }

    private static void check(String name, @Nullable String value) {
        if (value != null && value.isBlank()) {
            throw new IllegalArgumentException(KEY + name + ": blank (expected: a value, or none)");
        }
    }

    @Override
    public String toString() {
        return "RemoteProperties[url=" + url + ", model=" + model + ", server=" + server + "]";
    }
}
