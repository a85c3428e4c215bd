package dev.aligner.trainer.endpoint;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that asks an endpoint; a picocli mixin. */
public final class EndpointOptions {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--endpoint",
            required = true,
            paramLabel = "URL",
            description = "Root of an OpenAI-compatible API, for example http://localhost:8000/v1.")
    @SuppressWarnings("NullAway.Init")
    private URI base;

    @Option(names = "--endpoint-model", required = true, paramLabel = "NAME", description = "The model to ask for.")
    @SuppressWarnings("NullAway.Init")
    private String model;

    @Option(
            names = "--api-key-env",
            paramLabel = "VARIABLE",
            description = "Environment variable with the API key; absent for none.")
    private @Nullable String keyVariable;

    @Option(names = "--concurrency", defaultValue = "8", description = "Calls at once (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    @Option(
            names = "--attempts",
            defaultValue = "6",
            description = "Of one call, where asking again may help (default: ${DEFAULT-VALUE}).")
    private int attempts;

    @Option(
            names = "--timeout",
            defaultValue = "300",
            paramLabel = "SECONDS",
            description = "Of one call, all its attempts together (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds;

    /** The endpoint that the options name; wrong ones are the command line's error. */
    public ChatEndpoint endpoint() {
        return endpoint(System.getenv());
    }

    ChatEndpoint endpoint(Map<String, String> environment) {
        String scheme = base.getScheme();
        check(
                base.getHost() != null && ("http".equals(scheme) || "https".equals(scheme)),
                "--endpoint: " + base + " (expected: http:// or https:// and a host)");
        check(concurrency >= 1, "--concurrency: " + concurrency + " (expected: >= 1)");
        check(attempts >= 1, "--attempts: " + attempts + " (expected: >= 1)");
        check(timeoutSeconds >= 1, "--timeout: " + timeoutSeconds + " (expected: >= 1)");
        try {
            return ChatEndpoints.open(
                    base,
                    model,
                    keyVariable == null ? null : ApiKey.in(environment, keyVariable),
                    Duration.ofSeconds(timeoutSeconds),
                    concurrency,
                    attempts);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void check(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
