package dev.aligner.envoy;

import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A gRPC server for Envoy. Without TLS it belongs on a loopback address or behind a mesh. */
public final class ExtProcServer {
    /** Streams of one connection, each an HTTP request; Envoy opens a connection for each of its threads. */
    private static final int STREAMS = 1024;

    private final Server server;

    /** @param mostBytes of one message; Envoy's own limit for a body that it holds must be below */
    public ExtProcServer(InetSocketAddress address, int mostBytes, BindableService service) {
        this(address, mostBytes, service, InsecureServerCredentials.create(), () -> true);
    }

    /**
     * The same.
     *
     * @param credentials what it shows to who connects, and what it asks of him
     * @param ready whether answers could be corrected now, for {@code grpc.health.v1}; must not block
     */
    public ExtProcServer(
            InetSocketAddress address,
            int mostBytes,
            BindableService service,
            ServerCredentials credentials,
            BooleanSupplier ready) {
        // all work on a stream is short and waits for nothing: threads of its own would only pass it on
        this.server = NettyServerBuilder.forAddress(address, credentials)
                .directExecutor()
                .maxInboundMessageSize(mostBytes)
                .maxConcurrentCallsPerConnection(STREAMS)
                .keepAliveTime(1, TimeUnit.MINUTES)
                .permitKeepAliveTime(10, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addService(service)
                .addService(new Health(ready))
                .build();
    }

    /** @throws IOException where it cannot listen there */
    public void start() throws IOException {
        server.start();
    }

    /** Where it listens, also where any free port was asked for. */
    public int port() {
        return server.getPort();
    }

    /** Takes no more requests, lets those that run end, and breaks off what is left after the time given. Blocks. */
    public void stop(Duration grace) throws InterruptedException {
        server.shutdown();
        if (!server.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
            server.shutdownNow();
        }
    }
}
