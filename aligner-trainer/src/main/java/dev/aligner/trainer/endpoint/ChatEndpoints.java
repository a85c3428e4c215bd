package dev.aligner.trainer.endpoint;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens endpoints on the process's own clock. */
public final class ChatEndpoints {
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private ChatEndpoints() {}

    /**
     * @param base the API's root, for example {@code http://localhost:8000/v1}
     * @param timeout of one call, all its attempts and waits together
     * @param concurrency calls at once, at least 1
     * @param attempts of one call, at least 1
     * @throws IllegalArgumentException naming what is wrong
     */
    public static ChatEndpoint open(
            URI base, String model, @Nullable ApiKey key, Duration timeout, int concurrency, int attempts) {
        String scheme = base.getScheme();
        if (base.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new IllegalArgumentException("endpoint: " + base + " (expected: http:// or https:// and a host)");
        }
        return new ChatEndpoint(
                base,
                model,
                key,
                timeout,
                concurrency,
                new Backoff(FIRST_WAIT, LONGEST_WAIT, attempts, new SplittableRandom(), InstantSource.system()),
                wait -> CompletableFuture.delayedExecutor(wait.toNanos(), TimeUnit.NANOSECONDS),
                System::nanoTime);
    }
}
