package dev.aligner.service.proxy;

import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.net.SocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.transport.TransportConfig;

/**
 * Each event loop's connections in a pool of its own. From a pool that all share a request gets one of another loop as often as
 * not, and then waits twice until another thread wakes: half as long again as a passed request takes on a machine that idles.
 */
final class ConnectionsByLoop implements ConnectionProvider {
    private final Queue<ConnectionProvider> all = new ConcurrentLinkedQueue<>();
    private final ConnectionProvider ofOthers;
    private final FastThreadLocal<ConnectionProvider> ofLoop;

    /** @param pools makes one */
    ConnectionsByLoop(Supplier<ConnectionProvider> pools) {
        ofOthers = made(pools);
        ofLoop = new FastThreadLocal<>() {
            @Override
            protected ConnectionProvider initialValue() {
                return made(pools);
            }
        };
    }

    private ConnectionProvider made(Supplier<ConnectionProvider> pools) {
        ConnectionProvider pool = pools.get();
        all.add(pool);
        return pool;
    }

    @Override
    public Mono<? extends Connection> acquire(
            TransportConfig config,
            ConnectionObserver observer,
            @Nullable Supplier<? extends SocketAddress> remote,
            @Nullable AddressResolverGroup<?> resolver) {
        boolean loop = Thread.currentThread() instanceof FastThreadLocalThread;
        return (loop ? ofLoop.get() : ofOthers).acquire(config, observer, remote, resolver);
    }

    /** Of one pool. */
    @Override
    public int maxConnections() {
        return ofOthers.maxConnections();
    }

    @Override
    public Mono<Void> disposeLater() {
        return Mono.whenDelayError(
                all.stream().map(ConnectionProvider::disposeLater).toList());
    }

    @Override
    public void dispose() {
        all.forEach(ConnectionProvider::dispose);
    }

    @Override
    public boolean isDisposed() {
        return all.stream().allMatch(ConnectionProvider::isDisposed);
    }
}
