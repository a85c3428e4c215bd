package dev.aligner.client;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A server on the loopback address that answers what a service was heard to answer. */
final class StubService implements AutoCloseable {
    private final LinkedBlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>>> answers =
            new LinkedBlockingQueue<>();
    private final DisposableServer server;

    StubService() {
        server = HttpServer.create()
                .host("localhost")
                .port(0)
                .handle((request, response) -> request.receive()
                        .aggregate()
                        .asString()
                        .defaultIfEmpty("")
                        .flatMap(body -> {
                            seen.add(new Seen(request, body));
                            return Mono.from(answers.remove().apply(request, response));
                        }))
                .bindNow();
    }

    /** A request as it arrived, its headers' names in lower case. */
    record Seen(String method, String uri, List<String> headers, String body) {
        Seen(HttpServerRequest request, String body) {
            this(
                    request.method().name(),
                    request.uri(),
                    request.requestHeaders().entries().stream()
                            .map(header -> header.getKey().toLowerCase(Locale.ROOT) + ": " + header.getValue())
                            .toList(),
                    body);
        }
    }

    String url() {
        return "http://localhost:" + server.port();
    }

    Seen next() throws InterruptedException {
        Seen next = seen.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no request came");
        }
        return next;
    }

    boolean asked() {
        return !seen.isEmpty();
    }

    /** The next request's. */
    void answers(int status, String type, String body, String... headers) {
        answers.add((request, response) -> {
            response.status(status).header("Content-Type", type);
            for (int i = 0; i < headers.length; i += 2) {
                response.header(headers[i], headers[i + 1]);
            }
            return response.sendString(Flux.just(body));
        });
    }

    /** The next request hangs. The latch opens when its connection is gone. */
    CountDownLatch hangs() {
        CountDownLatch gone = new CountDownLatch(1);
        answers.add((request, response) -> {
            request.withConnection(connection -> connection.onDispose(gone::countDown));
            return Mono.never();
        });
        return gone;
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
