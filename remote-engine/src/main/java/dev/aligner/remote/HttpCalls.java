package dev.aligner.remote;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** HTTP requests whose answers are heard on a loop, as fast as the loop takes them. */
final class HttpCalls {
    private static final int THREADS = 2;

    private final Loop loop;
    private final @Nullable ApiKey key;
    private final ExecutorService threads;
    private final Duration connect;
    private final @Nullable Supplier<SSLContext> tls;
    private @Nullable SSLContext inUse;
    private HttpClient client;

    /** @param tls whom to trust and what to show, as of now; null for the JVM's own */
    HttpCalls(Loop loop, @Nullable ApiKey key, Duration connect, @Nullable Supplier<SSLContext> tls) {
        this.loop = loop;
        this.key = key;
        this.connect = connect;
        this.tls = tls;
        this.threads = Executors.newFixedThreadPool(THREADS, daemons());
        this.inUse = tls == null ? null : tls.get();
        this.client = client(inUse, connect, threads);
    }

    /** Where certificates have changed, a new one; what the old one has under way it ends, and keeps nothing else open. */
    private synchronized HttpClient client() {
        SSLContext now = tls == null ? null : tls.get();
        if (now != inUse) {
            inUse = now;
            client = client(now, connect, threads);
        }
        return client;
    }

    private static HttpClient client(@Nullable SSLContext context, Duration connect, ExecutorService threads) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                // an offer of HTTP/2 makes some servers of Python refuse the request
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connect)
                .executor(threads);
        return (context == null ? builder : builder.sslContext(context)).build();
    }

    private static ThreadFactory daemons() {
        return task -> {
            Thread thread = new Thread(task, "aligner-remote-http");
            thread.setDaemon(true);
            return thread;
        };
    }

    /** One request under way. */
    interface Call {
        /** Closes the connection; the answer hears nothing more. On the loop. */
        void cancel();
    }

    Call get(URI uri, Answer answer) {
        return send(HttpRequest.newBuilder(uri).GET(), answer);
    }

    Call post(URI uri, byte[] json, Answer answer) {
        return send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(json)),
                answer);
    }

    private Call send(HttpRequest.Builder request, Answer answer) {
        if (key != null) {
            request.header("Authorization", key.header());
        }
        Exchange exchange = new Exchange(answer);
        CompletableFuture<HttpResponse<Void>> sent = client().sendAsync(request.build(), exchange::receive);
        exchange.sent(sent);
        var unused = sent.whenComplete((response, error) -> {
            if (error != null) {
                exchange.tell(() -> exchange.end(() -> answer.broken(cause(error))));
            }
        });
        return exchange;
    }

    private static Throwable cause(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }

    void close() {
        threads.shutdown();
    }

    /** Owned by the loop, but for what the client's threads hand over to it. */
    private final class Exchange implements Call {
        private final Answer answer;
        private volatile @Nullable CompletableFuture<HttpResponse<Void>> future;
        private volatile Flow.@Nullable Subscription body;
        private volatile boolean cancelled;
        private boolean over;

        Exchange(Answer answer) {
            this.answer = answer;
        }

        void sent(CompletableFuture<HttpResponse<Void>> sending) {
            future = sending;
        }

        void tell(Runnable event) {
            loop.execute(() -> {
                if (!over) {
                    event.run();
                }
            });
        }

        void end(Runnable event) {
            over = true;
            event.run();
        }

        HttpResponse.BodySubscriber<Void> receive(HttpResponse.ResponseInfo head) {
            tell(() -> answer.began(
                    head.statusCode(),
                    head.headers().firstValue("Content-Type").orElse("none"),
                    head.headers()
                            .firstValue("Retry-After")
                            .map(RetryAfter::parse)
                            .orElse(null)));
            return new Body();
        }

        @Override
        public void cancel() {
            if (over) {
                // a connection that is done with is used again
                return;
            }
            over = true;
            cancelled = true;
            Flow.Subscription reading = body;
            if (reading != null) {
                reading.cancel();
            }
            CompletableFuture<HttpResponse<Void>> sending = future;
            if (sending != null) {
                sending.cancel(true);
            }
        }

        private final class Body implements HttpResponse.BodySubscriber<Void> {
            private final CompletableFuture<Void> read = new CompletableFuture<>();

            @Override
            public CompletionStage<Void> getBody() {
                return read;
            }

            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                body = subscription;
                if (cancelled) {
                    subscription.cancel();
                } else {
                    subscription.request(1);
                }
            }

            @Override
            public void onNext(List<ByteBuffer> buffers) {
                byte[] bytes = joined(buffers);
                Flow.Subscription subscription = body;
                tell(() -> {
                    answer.bytes(bytes);
                    if (subscription != null) {
                        subscription.request(1);
                    }
                });
            }

            @Override
            public void onError(Throwable error) {
                read.completeExceptionally(error);
            }

            @Override
            public void onComplete() {
                tell(() -> end(answer::ended));
                read.complete(null);
            }
        }
    }

    private static byte[] joined(List<ByteBuffer> buffers) {
        byte[] bytes = new byte[buffers.stream().mapToInt(ByteBuffer::remaining).sum()];
        int at = 0;
        for (ByteBuffer buffer : buffers) {
            int length = buffer.remaining();
            buffer.get(bytes, at, length);
            at += length;
        }
        return bytes;
    }
}
