package dev.aligner.reliability;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Sends requests as an application does: over connections that are kept, and without trying again. */
final class Client {
    static final String NO_CONNECTION = "no connection";

    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final URI uri;
    private final HttpClient client;
    private final long began = System.nanoTime();

    Client(URI uri) {
        this(uri, null);
    }

    /** @param trusted for TLS, or null */
    Client(URI uri, @Nullable SSLContext trusted) {
        this.uri = uri;
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        this.client = (trusted == null ? builder : builder.sslContext(trusted)).build();
    }

    Reply send(Ask ask) {
        return start(ask, System.nanoTime()).join();
    }

    /**
     * Never fails: what broke is the reply's.
     *
     * @param due when it was to be sent, on the clock of nanoseconds: waiting for a place to send is the client's time too
     */
    CompletableFuture<Reply> start(Ask ask, long due) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri.resolve(ask.path()))
                .timeout(LONGEST)
                .POST(BodyPublishers.ofString(ask.body()));
        ask.headers().forEach(request::header);
        return client.sendAsync(request.build(), BodyHandlers.ofString())
                .handle((response, error) -> response == null ? broken(ask, error, due) : reply(response, ask, due));
    }

    private Reply reply(HttpResponse<String> response, Ask ask, long due) {
        boolean half = response.statusCode() == 200 && !ask.whole().test(response.body());
        return new Reply(
                ask.word(),
                response.statusCode(),
                response.headers().firstValue("retry-after"),
                response.headers().firstValue("x-request-id").orElse(""),
                response.body(),
                (System.nanoTime() - due) / 1e6,
                (due - began) / 1e6,
                half ? "not the whole answer" : null);
    }

    private Reply broken(Ask ask, Throwable error, long due) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return new Reply(
                ask.word(),
                0,
                Optional.empty(),
                "",
                String.valueOf(cause.getMessage()),
                (System.nanoTime() - due) / 1e6,
                (due - began) / 1e6,
                word(cause));
    }

    private static String word(Throwable cause) {
        if (cause instanceof ConnectException) {
            return NO_CONNECTION;
        }
        if (cause instanceof HttpTimeoutException) {
            return "no answer in time";
        }
        return cause instanceof IOException
                ? "connection broke"
                : cause.getClass().getSimpleName();
    }
}
