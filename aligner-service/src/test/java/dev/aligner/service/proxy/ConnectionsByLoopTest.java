package dev.aligner.service.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

class ConnectionsByLoopTest {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int LOOPS = 3;
    private static final int AT_ONCE = 8;

    private final LoopResources loops = LoopResources.create("by-loop", LOOPS, true);
    private final AtomicInteger pools = new AtomicInteger();
    private final ConnectionsByLoop connections = new ConnectionsByLoop(() -> {
        pools.incrementAndGet();
        return ConnectionProvider.create("one");
    });
    private final Set<Object> channels = ConcurrentHashMap.newKeySet();
    private final DisposableServer server = HttpServer.create()
            .runOn(LoopResources.create("by-loop-upstream"))
            .port(0)
            .handle((request, response) -> response.sendString(Mono.just("said")))
            .bindNow();

    @AfterEach
    void stop() {
        connections.dispose();
        server.disposeNow();
        loops.dispose();
    }

    /** Where the answer to a request is read that is asked on a loop, or elsewhere. */
    private Mono<String> readAt() {
        return HttpClient.create(connections)
                .runOn(loops)
                .doOnConnected(connection -> channels.add(connection.channel().id()))
                .get()
                .uri("http://localhost:" + server.port())
                .responseSingle((head, body) ->
                        body.asString().map(text -> Thread.currentThread().getName()));
    }

    private List<EventLoop> each() {
        EventLoopGroup group = loops.onServer(true);
        Set<EventLoop> found = new LinkedHashSet<>();
        IntStream.range(0, LOOPS * 2).forEach(i -> found.add(group.next()));
        return new ArrayList<>(found);
    }

    private List<String> asked(EventLoop loop, int times) {
        return Flux.range(0, times)
                .flatMap(i -> readAt())
                .subscribeOn(Schedulers.fromExecutor(loop))
                .collectList()
                .blockOptional(LONGEST)
                .orElseThrow();
    }

    private static String name(EventLoop loop) {
        return Mono.fromSupplier(() -> Thread.currentThread().getName())
                .subscribeOn(Schedulers.fromExecutor(loop))
                .blockOptional(LONGEST)
                .orElseThrow();
    }

    @Test
    void aLoopKeepsToItsOwn() {
        List<EventLoop> each = each();
        assertThat(each).hasSize(LOOPS);
        for (int times : new int[] {AT_ONCE, AT_ONCE, 1, 1, 1}) {
            for (EventLoop loop : each) {
                assertThat(asked(loop, times)).hasSize(times).containsOnly(name(loop));
            }
        }
        assertThat(pools).hasValue(LOOPS + 1);
        assertThat(channels).as("connections are used again").hasSizeLessThanOrEqualTo(LOOPS * AT_ONCE);
    }

    @Test
    void whoIsOnNoLoopIsServedToo() {
        assertThat(readAt().block(LONGEST)).startsWith("by-loop");
        assertThat(readAt().block(LONGEST)).startsWith("by-loop");
        assertThat(pools).hasValue(1);
    }

    @Test
    void allEndTogether() {
        each().forEach(loop -> asked(loop, 1));
        assertThat(connections.isDisposed()).isFalse();
        connections.disposeLater().block(LONGEST);
        assertThat(connections.isDisposed()).isTrue();
    }
}
