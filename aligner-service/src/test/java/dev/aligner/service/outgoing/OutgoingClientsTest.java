package dev.aligner.service.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;

/** The clients beside a server of this host and a server of names that says what the test wants. */
class OutgoingClientsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Of a link, as metadata services are; nobody is there, should the rule ever fail. */
    private static final String UNUSED = "169.254.77.7";

    private final AtomicInteger calls = new AtomicInteger();
    private final DisposableServer server = HttpServer.create()
            .port(0)
            .host("127.0.0.1")
            .route(routes -> routes.get("/moved", (request, response) -> {
                        calls.incrementAndGet();
                        return response.sendRedirect("/here");
                    })
                    .get("/**", (request, response) -> {
                        calls.incrementAndGet();
                        return response.sendString(Mono.just("here"));
                    }))
            .bindNow();
    private final Names names = new Names();
    private final ConnectionProvider connections = ConnectionProvider.newConnection();

    @AfterEach
    void stop() {
        connections.dispose();
        server.disposeNow();
    }

    private HttpClient client(String... allow) {
        return new OutgoingClients(List.of(allow), () -> names).http(connections);
    }

    private Mono<Integer> status(HttpClient client, String host, String path) {
        return client.get()
                .uri("http://" + host + ":" + server.port() + path)
                .responseSingle((response, body) -> body.asString()
                        .defaultIfEmpty("")
                        .map(text -> response.status().code()));
    }

    private void refused(Mono<?> call) {
        StepVerifier.create(call)
                .expectErrorSatisfies(error -> assertThat(error).isInstanceOf(RefusedAddressException.class))
                .verify(PATIENCE);
        assertThat(calls).hasValue(0);
    }

    @Test
    void aNameOfTheInternetThatIsThisHostIsNotCalled() {
        names.say("api.example.com", "127.0.0.1");
        refused(status(client(), "api.example.com", "/"));
    }

    @Test
    void aNameThatChangesBetweenTwoCallsIsLookedAtAtEachConnection() {
        names.say("api.example.com", "127.0.0.1", UNUSED);
        HttpClient client = client("api.example.com");
        StepVerifier.create(status(client, "api.example.com", "/"))
                .expectNext(200)
                .expectComplete()
                .verify(PATIENCE);
        calls.set(0);
        refused(status(client, "api.example.com", "/"));
    }

    @Test
    void oneAddressOfSeveralThatMayNotBeRefusesAll() {
        names.saySeveral("api.example.com", List.of("93.184.216.34", "10.0.0.1"));
        refused(status(client(), "api.example.com", "/"));
    }

    @Test
    void anAddressThatIsWrittenAsOneIsLookedAtToo() {
        refused(status(client("0.0.0.0/0"), UNUSED, "/"));
        refused(status(client("::/0"), "[::ffff:" + UNUSED + "]", "/"));
        refused(status(client("::/0"), "[fe80::77]", "/"));
    }

    @Test
    void whatIsWrittenAsThisHostIsCalled() {
        names.say("localhost", "127.0.0.1");
        for (String host : List.of("localhost", "127.0.0.1")) {
            StepVerifier.create(status(client(), host, "/"))
                    .expectNext(200)
                    .expectComplete()
                    .verify(PATIENCE);
        }
    }

    @Test
    void aRedirectIsAnAnswerAndNotFollowed() {
        StepVerifier.create(status(client(), "127.0.0.1", "/moved"))
                .expectNext(302)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(calls).hasValue(1);
    }

    @Test
    void webSocketsObeyTheSameRule() {
        names.say("api.example.com", "127.0.0.1");
        URI target = URI.create("ws://api.example.com:" + server.port() + "/");
        refused(new ReactorNettyWebSocketClient(client()).execute(target, WebSocketSession::close));
    }

    /** Answers in turn; the last one for ever. */
    private static final class Names extends AddressResolverGroup<InetSocketAddress> {
        private final Map<String, Queue<List<InetAddress>>> answers = new ConcurrentHashMap<>();

        void say(String host, String... addresses) {
            for (String address : addresses) {
                saySeveral(host, List.of(address));
            }
        }

        void saySeveral(String host, List<String> addresses) {
            answers.computeIfAbsent(host, name -> new ArrayDeque<>())
                    .add(addresses.stream().map(Names::literal).toList());
        }

        private static InetAddress literal(String address) {
            try {
                return InetAddress.getByName(address);
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }

        private List<InetAddress> next(String host) {
            Queue<List<InetAddress>> queue = answers.get(host);
            if (queue == null) {
                throw new IllegalStateException(host + ": not said by the test");
            }
            List<InetAddress> answer = queue.size() > 1 ? queue.remove() : queue.element();
            return answer;
        }

        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
            return new InetSocketAddressResolver(executor, new InetNameResolver(executor) {
                @Override
                protected void doResolve(String host, Promise<InetAddress> promise) {
                    promise.setSuccess(next(host).get(0));
                }

                @Override
                protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
                    promise.setSuccess(next(host));
                }
            });
        }
    }
}
