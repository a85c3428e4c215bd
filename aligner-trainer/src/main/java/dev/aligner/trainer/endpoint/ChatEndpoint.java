package dev.aligner.trainer.endpoint;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An OpenAI-compatible chat endpoint. Asks again where that may help (429, 5xx, broken connections), as long as the
 * deadline of the call lets it. May be used by many threads.
 */
public final class ChatEndpoint {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final URI uri;
    private final String model;
    private final @Nullable ApiKey key;
    private final Duration timeout;
    private final Semaphore places;
    private final Backoff backoff;
    private final Function<Duration, Executor> delays;
    private final LongSupplier nanoTime;
    private final HttpClient client;

    /**
     * @param base the API's root, for example {@code http://localhost:8000/v1}
     * @param timeout of one call, all its attempts and waits together
     * @param concurrency calls at once; one more waits its turn in {@link #ask}
     * @param delays executors that run a task after a time
     */
    ChatEndpoint(
            URI base,
            String model,
            @Nullable ApiKey key,
            Duration timeout,
            int concurrency,
            Backoff backoff,
            Function<Duration, Executor> delays,
            LongSupplier nanoTime) {
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency: " + concurrency + " (expected: >= 1)");
        }
        this.uri = URI.create(base.toString().replaceFirst("/+$", "") + "/chat/completions");
        this.model = model;
        this.key = key;
        this.timeout = timeout;
        this.places = new Semaphore(concurrency);
        this.backoff = backoff;
        this.delays = delays;
        this.nanoTime = nanoTime;
        this.client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** The model that is asked for. */
    public String model() {
        return model;
    }

    /**
     * Asks and returns at once, unless all places are taken: then the caller waits here, which bounds what a fast reader
     * of a long file starts.
     *
     * @return fails with {@link EndpointException} alone
     */
    public CompletableFuture<ChatReply> ask(ChatRequest request) {
        byte[] body = ChatWire.body(model, request);
        places.acquireUninterruptibly();
        Call call = new Call(body, nanoTime.getAsLong() + timeout.toNanos());
        return call.attempt(1).whenComplete((reply, error) -> places.release());
    }

    /** Of one attempt: exactly one of the two is there. */
    private record Outcome(
            HttpResponse<String> response, @Nullable Throwable error) {}

    private final class Call {
        private final byte[] body;
        private final long deadline;

        Call(byte[] body, long deadline) {
            this.body = body;
            this.deadline = deadline;
        }

        CompletableFuture<ChatReply> attempt(int number) {
            long left = deadline - nanoTime.getAsLong();
            if (left <= 0) {
                return CompletableFuture.failedFuture(
                        new EndpointException(uri + ": no reply within " + timeout.toSeconds() + " s", false));
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                    .timeout(Duration.ofNanos(left))
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body));
            if (key != null) {
                request.header("authorization", key.bearer());
            }
            return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                    .handle(Outcome::new)
                    .thenCompose(outcome ->
                            outcome.error == null ? answered(number, outcome.response) : broken(number, outcome.error));
        }

        private CompletableFuture<ChatReply> answered(int number, HttpResponse<String> response) {
            int status = response.statusCode();
            if (status == TOO_MANY_REQUESTS || status >= SERVER_ERROR) {
                String retryAfter = response.headers().firstValue("retry-after").orElse(null);
                return again(number, retryAfter, new EndpointException(failure(response), false));
            }
            if (status != 200) {
                return CompletableFuture.failedFuture(new EndpointException(failure(response), true));
            }
            try {
                return CompletableFuture.completedFuture(ChatWire.reply(response.body()));
            } catch (IllegalArgumentException e) {
                return again(number, null, new EndpointException(uri + ": " + e.getMessage(), false, e));
            }
        }

        private CompletableFuture<ChatReply> broken(int number, Throwable error) {
            Throwable cause = error instanceof CompletionException wrapped && wrapped.getCause() != null
                    ? wrapped.getCause()
                    : error;
            String message = uri + ": " + cause.getClass().getSimpleName()
                    + (cause.getMessage() == null ? "" : ", " + cause.getMessage());
            EndpointException failure = new EndpointException(message, !(cause instanceof IOException), cause);
            return failure.lasting() ? CompletableFuture.failedFuture(failure) : again(number, null, failure);
        }

        private CompletableFuture<ChatReply> again(int number, @Nullable String retryAfter, EndpointException last) {
            if (number == backoff.attempts()) {
                return CompletableFuture.failedFuture(last);
            }
            Duration wait = backoff.before(number, retryAfter);
            if (nanoTime.getAsLong() + wait.toNanos() >= deadline) {
                return CompletableFuture.failedFuture(last);
            }
            return CompletableFuture.runAsync(() -> {}, delays.apply(wait)).thenCompose(waited -> attempt(number + 1));
        }

        private String failure(HttpResponse<String> response) {
            return uri + ": HTTP " + response.statusCode() + ChatWire.reason(response.body());
        }
    }
}
