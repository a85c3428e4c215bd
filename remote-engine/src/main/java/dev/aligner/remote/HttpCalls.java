package dev.aligner.remote;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/** HTTP requests whose answers are heard on a loop, as fast as the loop takes them. Nothing is followed or sent again by itself. */
final class HttpCalls {
    /** More than there are places for requests, so that none waits for a connection where its deadline is not seen. */
    private static final int MOST_CONNECTIONS = 2048;

    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Loop loop;
    private final @Nullable ApiKey key;
    private final ConnectionProvider connections = ConnectionProvider.builder("remote-engine")
            .maxConnections(MOST_CONNECTIONS)
            .maxIdleTime(IDLE)
            .build();
    private final HttpClient plain;
    private final @Nullable Supplier<SSLContext> tls;
    private volatile @Nullable Secured secured;

    /** A client and the certificates that it has. */
    private record Secured(SSLContext context, HttpClient client) {}

    /**
     * @param clients makes one over connections of these calls' own
     * @param tls whom to trust and what to show, as of now; null for the JVM's own
     */
    HttpCalls(
            Loop loop,
            Function<ConnectionProvider, HttpClient> clients,
            @Nullable ApiKey key,
            Duration connect,
            @Nullable Supplier<SSLContext> tls) {
        this.loop = loop;
        this.key = key;
        this.tls = tls;
        this.plain = clients.apply(connections)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(connect.toMillis()))
                .disableRetry(true);
    }

    /** Where certificates have changed, a new one; what the old one has under way it ends, and opens nothing else. */
    private HttpClient client() {
        if (tls == null) {
            return plain;
        }
        SSLContext now = tls.get();
        Secured current = secured;
        if (current == null || current.context() != now) {
            current = new Secured(now, plain.secure(spec -> spec.sslContext(netty(now))));
            secured = current;
        }
        return current.client();
    }

    private static SslContext netty(SSLContext context) {
        return new JdkSslContext(
                context,
                true,
                null,
                IdentityCipherSuiteFilter.INSTANCE,
                ApplicationProtocolConfig.DISABLED,
                ClientAuth.NONE,
                null,
                false);
    }

    /** One request under way. */
    interface Call {
        /** Closes the connection; the answer hears nothing more. On the loop. */
        void cancel();
    }

    Call get(URI uri, Answer answer) {
        return send(HttpMethod.GET, uri, null, answer);
    }

    Call post(URI uri, byte[] json, Answer answer) {
        return send(HttpMethod.POST, uri, json, answer);
    }

    private Call send(HttpMethod method, URI uri, byte @Nullable [] json, Answer answer) {
        Exchange exchange = new Exchange(answer);
        client().headers(headers -> {
                    if (key != null) {
                        headers.set(HttpHeaderNames.AUTHORIZATION, key.header());
                    }
                    if (json != null) {
                        headers.set(HttpHeaderNames.CONTENT_TYPE, "application/json");
                        headers.set(HttpHeaderNames.CONTENT_LENGTH, json.length);
                    }
                })
                .request(method)
                .uri(uri)
                .send(json == null ? Mono.<ByteBuf>empty() : Mono.fromSupplier(() -> Unpooled.wrappedBuffer(json)))
                .response((head, bytes) -> {
                    exchange.began(head);
                    return bytes.asByteArray();
                })
                // a head that comes as the call is cancelled reaches nobody: its connection would stay open
                .doOnDiscard(Connection.class, Connection::dispose)
                .subscribe(exchange.body);
        return exchange;
    }

    void close() {
        connections.dispose();
    }

    /** Owned by the loop, but for what the client's threads hand over to it. */
    private final class Exchange implements Call {
        private final Answer answer;
        private final Body body = new Body();
        private boolean over;

        Exchange(Answer answer) {
            this.answer = answer;
        }

        private void tell(Runnable event) {
            loop.execute(() -> {
                if (!over) {
                    event.run();
                }
            });
        }

        private void end(Runnable event) {
            over = true;
            event.run();
        }

        private void began(HttpClientResponse head) {
            int status = head.status().code();
            String type = Optional.ofNullable(head.responseHeaders().get(HttpHeaderNames.CONTENT_TYPE))
                    .orElse("none");
            String wait = head.responseHeaders().get(HttpHeaderNames.RETRY_AFTER);
            tell(() -> answer.began(status, type, wait == null ? null : RetryAfter.parse(wait)));
        }

        @Override
        public void cancel() {
            // a connection that is done with is used again
            if (!over) {
                over = true;
                body.dispose();
            }
        }

        private final class Body extends BaseSubscriber<byte[]> {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.request(1);
            }

            @Override
            protected void hookOnNext(byte[] bytes) {
                tell(() -> {
                    answer.bytes(bytes);
                    request(1);
                });
            }

            @Override
            protected void hookOnComplete() {
                tell(() -> end(answer::ended));
            }

            @Override
            protected void hookOnError(Throwable error) {
                tell(() -> end(() -> answer.broken(error)));
            }
        }
    }
}
