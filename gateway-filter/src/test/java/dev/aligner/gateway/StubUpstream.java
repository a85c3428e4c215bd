package dev.aligner.gateway;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A server on the loopback address that answers as a test tells it to. */
public final class StubUpstream implements AutoCloseable {
    private final LinkedBlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private final DisposableServer server;

    private volatile BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> behaviour =
            (request, response) -> response.send();

    public StubUpstream() {
        server = HttpServer.create()
                .host("localhost")
                .port(0)
                .route(routes -> routes.ws(
                                "/socket",
                                (in, out) ->
                                        out.sendString(in.receive().asString().map(text -> text + " legs")))
                        .route(
                                request -> true,
                                (request, response) -> request.receive()
                                        .aggregate()
                                        .asString()
                                        .defaultIfEmpty("")
                                        .flatMap(body -> {
                                            seen.add(new Seen(request, body));
                                            return Mono.from(behaviour.apply(request, response));
                                        })))
                .bindNow();
    }

    /** A request as it arrived, its headers' names in lower case. */
    public record Seen(String method, String uri, List<String> headers, String body) {
        Seen(HttpServerRequest request, String body) {
            this(
                    request.method().name(),
                    request.uri(),
                    request.requestHeaders().entries().stream()
                            .map(header ->
                                    header.getKey().toLowerCase(java.util.Locale.ROOT) + ": " + header.getValue())
                            .toList(),
                    body);
        }
    }

    public String url() {
        return "http://localhost:" + server.port();
    }

    String socketUrl() {
        return "ws://localhost:" + server.port();
    }

    public Seen next() throws InterruptedException {
        Seen next = seen.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no request came");
        }
        return next;
    }

    public boolean asked() {
        return !seen.isEmpty();
    }

    public void reset() {
        seen.clear();
    }

    public void behaves(BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> how) {
        behaviour = how;
    }

    public void answers(int status, String type, String body, String... headers) {
        behaviour = (request, response) -> {
            response.status(status).header("Content-Type", type).header("ETag", "\"1\"");
            for (int i = 0; i < headers.length; i += 2) {
                response.header(headers[i], headers[i + 1]);
            }
            return response.sendString(Mono.just(body));
        };
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
