package dev.aligner.service.proxy;

import dev.aligner.service.outgoing.OutgoingClients;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.resources.ConnectionProvider;

/** Joins a client's WebSocket to one of the upstream's. What is said there is not looked at. */
final class WebSocketRelay {
    private final WebSocketService service = new HandshakeWebSocketService();
    private final TlsClients clients;

    WebSocketRelay(OutgoingClients outgoing, SslBundles bundles) {
        // not those of other requests: a socket keeps its connection for as long as it likes
        clients = new TlsClients(outgoing.http(ConnectionProvider.newConnection()), bundles);
    }

    static boolean asked(ServerHttpRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeaders().getUpgrade());
    }

    Mono<Void> relay(ServerWebExchange exchange, Routes.Route route) {
        HttpHeaders headers = UpstreamClient.headers(exchange.getRequest(), route.properties());
        // the handshake's own are made anew
        headers.headerNames().stream()
                .filter(name -> name.regionMatches(true, 0, "sec-websocket", 0, "sec-websocket".length()))
                .toList()
                .forEach(headers::remove);
        URI target = URI.create(
                UpstreamClient.target(exchange.getRequest(), route.properties()).replaceFirst("^http", "ws"));
        List<String> protocols = exchange.getRequest().getHeaders().getOrEmpty("sec-websocket-protocol").stream()
                .flatMap(line -> List.of(line.split("\\s*,\\s*")).stream())
                .toList();
        ReactorNettyWebSocketClient client = new ReactorNettyWebSocketClient(clients.of(route.properties()));
        return service.handleRequest(exchange, new WebSocketHandler() {
            @Override
            public List<String> getSubProtocols() {
                return protocols;
            }

            @Override
            public Mono<Void> handle(WebSocketSession ours) {
                return client.execute(target, headers, new WebSocketHandler() {
                    @Override
                    public List<String> getSubProtocols() {
                        return protocols;
                    }

                    @Override
                    public Mono<Void> handle(WebSocketSession theirs) {
                        return joined(ours, theirs);
                    }
                });
            }
        });
    }

    private static Mono<Void> joined(WebSocketSession ours, WebSocketSession theirs) {
        return Mono.when(
                theirs.send(ours.receive().doOnNext(WebSocketMessage::retain)),
                ours.send(theirs.receive().doOnNext(WebSocketMessage::retain)),
                ours.closeStatus().flatMap(status -> theirs.close(sendable(status))),
                theirs.closeStatus().flatMap(status -> ours.close(sendable(status))));
    }

    /** Some statuses say that none was sent, and may not be sent themselves (RFC 6455, section 7.4.1). */
    private static CloseStatus sendable(CloseStatus status) {
        return Optional.of(status)
                .filter(given -> given.getCode() != 1005 && given.getCode() != 1006 && given.getCode() != 1015)
                .orElse(CloseStatus.NORMAL);
    }
}
