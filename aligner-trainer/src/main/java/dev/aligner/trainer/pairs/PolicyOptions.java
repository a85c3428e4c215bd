package dev.aligner.trainer.pairs;

import dev.aligner.core.Sampling;
import dev.aligner.engine.model.Precision;
import dev.aligner.trainer.endpoint.ApiKey;
import dev.aligner.trainer.endpoint.ChatEndpoints;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say who answers, and how; a picocli mixin. */
final class PolicyOptions {
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final int ATTEMPTS = 8;

    @Option(
            names = "--policy",
            paramLabel = "PATH",
            description = "The policy: a local model, a GGUF file or a directory.")
    private @Nullable Path model;

    @Option(
            names = "--policy-endpoint",
            paramLabel = "URL",
            description = "The policy: root of an OpenAI-compatible API, for example http://localhost:8000/v1.")
    private @Nullable URI endpoint;

    @Option(names = "--policy-model", paramLabel = "NAME", description = "The model that the endpoint is asked for.")
    private @Nullable String endpointModel;

    @Option(
            names = "--api-key-env",
            paramLabel = "VARIABLE",
            description = "Environment variable with the endpoint's API key; absent for none.")
    private @Nullable String keyVariable;

    @Option(
            names = "--policy-slots",
            defaultValue = "8",
            description = "Answers that the policy writes at once (default: ${DEFAULT-VALUE}).")
    private int slots;

    @Option(
            names = "--policy-context",
            defaultValue = "1024",
            description = "Question and answer together, in tokens, of a local policy (default: ${DEFAULT-VALUE}).")
    private int contextTokens;

    @Option(
            names = "--temperature",
            defaultValue = "0.5",
            description = "Of the policy (default: ${DEFAULT-VALUE}, as all of this in Aligner's data).")
    private double temperature;

    @Option(
            names = "--top-k",
            defaultValue = "10",
            description = "Of a local policy; 0 for all (default: ${DEFAULT-VALUE}).")
    private int topK;

    @Option(names = "--top-p", defaultValue = "0.95", description = "Of the policy (default: ${DEFAULT-VALUE}).")
    private double topP;

    @Option(
            names = "--repetition-penalty",
            defaultValue = "1.1",
            description = "Of a local policy; 1 for none (default: ${DEFAULT-VALUE}).")
    private double repetitionPenalty;

    @Option(names = "--max-tokens", defaultValue = "256", description = "Of an answer (default: ${DEFAULT-VALUE}).")
    private int maxTokens;

    /**
     * How answers are drawn; each prompt brings its own seed.
     *
     * @throws dev.aligner.core.AlignerException naming the field and its limits
     */
    Sampling sampling() {
        return new Sampling(temperature, topK, topP, repetitionPenalty, 0, null, maxTokens, List.of());
    }

    int slots() {
        return slots;
    }

    /**
     * Opens the policy that the options name.
     *
     * @param answersGiven whether every prompt brings its answer: then no policy is needed
     * @throws IllegalArgumentException if they name none or two, or cannot be
     */
    Policy open(boolean answersGiven) {
        if (slots < 1) {
            throw new IllegalArgumentException("--policy-slots: " + slots + " (expected: >= 1)");
        }
        if (model == null && endpoint == null) {
            if (answersGiven) {
                return new GivenAnswers();
            }
            throw new IllegalArgumentException(
                    "no policy (expected: --policy, --policy-endpoint, or prompts that all hold an answer)");
        }
        if (model != null && endpoint != null) {
            throw new IllegalArgumentException("--policy and --policy-endpoint (expected: one of them)");
        }
        if (model != null) {
            return openLocal(null);
        }
        if (endpointModel == null || endpoint == null) {
            throw new IllegalArgumentException("--policy-endpoint without --policy-model (expected: both)");
        }
        ApiKey key = keyVariable == null ? null : ApiKey.in(System.getenv(), keyVariable);
        return new EndpointPolicy(ChatEndpoints.open(endpoint, endpointModel, key, TIMEOUT, slots, ATTEMPTS));
    }

    /**
     * Where the local policy lies.
     *
     * @throws IllegalArgumentException if the options name none
     */
    Path local() {
        if (model == null) {
            throw new IllegalArgumentException("no local policy (expected: --policy, which is to learn)");
        }
        return model;
    }

    /** Opens the local policy with an adapter, or as it came. */
    LocalPolicy openLocal(@Nullable Path adapter) {
        return LocalPolicy.load(
                local(),
                adapter,
                Precision.AUTO,
                slots,
                contextTokens,
                Runtime.getRuntime().availableProcessors());
    }
}
