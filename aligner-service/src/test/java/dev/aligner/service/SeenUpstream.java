package dev.aligner.service;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** An upstream that answers every chat with the same text, and remembers what it was sent. */
final class SeenUpstream {
    static final String CHAT = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}";

    private static final String ANSWER = "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
            + "\"content\":\"A damn key\"},\"finish_reason\":\"stop\"}]}";
    private static final String EVENT =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"A damn key. \"},\"finish_reason\":%s}]}\n\n";

    private final LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final DisposableServer server;

    SeenUpstream() {
        this(HttpServer.create());
    }

    SeenUpstream(HttpServer server) {
        this.server = server.port(0)
                .handle((request, response) -> request.receive()
                        .aggregate()
                        .asString()
                        .defaultIfEmpty("")
                        .flatMap(body -> {
                            seen.add(request.method() + " " + request.uri() + "\n" + request.requestHeaders() + "\n"
                                    + body);
                            boolean stream = body.contains("\"stream\":true");
                            return response.header("Content-Type", stream ? "text/event-stream" : "application/json")
                                    .header("x-ratelimit-remaining-requests", "77")
                                    .sendString(Mono.just(
                                            stream
                                                    ? EVENT.formatted("null") + EVENT.formatted("\"stop\"")
                                                            + "data: [DONE]\n\n"
                                                    : ANSWER))
                                    .then();
                        }))
                .bindNow();
    }

    int port() {
        return server.port();
    }

    /** What the next request was, or null if none came within ten seconds. */
    @Nullable
    String next() throws InterruptedException {
        return seen.poll(10, TimeUnit.SECONDS);
    }

    boolean sawNothing() {
        return seen.isEmpty();
    }

    void forget() {
        seen.clear();
    }

    void stop() {
        server.disposeNow();
    }
}
