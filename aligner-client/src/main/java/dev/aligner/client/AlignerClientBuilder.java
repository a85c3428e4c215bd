package dev.aligner.client;

import io.netty.channel.ChannelOption;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;

/** Makes a client. */
public final class AlignerClientBuilder {
    /** How often a request is sent again, where nobody says so. */
    public static final int DEFAULT_RETRIES = 2;

    /** How long a connection may take to come about, where nobody says so. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private static final int MOST_RETRIES = 10;

    /** A correction says the answer again. */
    private static final int MOST_BYTES = 16 << 20;

    private final URI service;
    private Mono<String> credential = Mono.empty();
    private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
    private int retries = DEFAULT_RETRIES;
    private WebClient.@Nullable Builder clients;
    private Scheduler timer = Schedulers.parallel();

    AlignerClientBuilder(URI service) {
        boolean http = "http".equals(service.getScheme()) || "https".equals(service.getScheme());
        if (!http || service.getHost() == null || service.getQuery() != null || service.getUserInfo() != null) {
            // not quoted: a user's password may stand in it
            throw new IllegalArgumentException("service (expected: http:// or https://, a host, and perhaps a path)");
        }
        this.service = service;
    }

    /** A key of the service. */
    public AlignerClientBuilder apiKey(String key) {
        return token(Mono.just(key));
    }

    /** A key or token that may change: asked for with each request. Empty for none. */
    public AlignerClientBuilder token(Mono<String> token) {
        this.credential = token;
        return this;
    }

    /** How long a connection may take to come about. Says nothing with clients of the application's own. */
    public AlignerClientBuilder connectTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException(
                    "connectTimeout: " + timeout + " (expected: above 0, at most 5 minutes)");
        }
        this.connectTimeout = timeout;
        return this;
    }

    /** How often a request is sent again that was refused before it was begun; 0 for never. */
    public AlignerClientBuilder retries(int most) {
        if (most < 0 || most > MOST_RETRIES) {
            throw new IllegalArgumentException("retries: " + most + " (expected: 0.." + MOST_RETRIES + ")");
        }
        this.retries = most;
        return this;
    }

    /** With what the application wants of all its clients: TLS, proxies, observations. It is not changed. */
    public AlignerClientBuilder webClient(WebClient.Builder builder) {
        this.clients = builder.clone();
        return this;
    }

    /** Whose clock counts waits. */
    AlignerClientBuilder timer(Scheduler scheduler) {
        this.timer = scheduler;
        return this;
    }

    public AlignerClient build() {
        WebClient client = (clients == null ? ownClients() : clients)
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MOST_BYTES))
                .build();
        return new AlignerClient(new Exchange(client, service, credential), new Retries(retries, timer), timer);
    }

    private WebClient.Builder ownClients() {
        return WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(HttpClient.create()
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(connectTimeout.toMillis()))));
    }
}
