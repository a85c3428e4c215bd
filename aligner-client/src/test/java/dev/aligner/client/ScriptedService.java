package dev.aligner.client;

import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** A service that says what it is told, the last of it again and again, without a connection: for the tests of what is built on the client. */
public final class ScriptedService {
    public static final String CORRECTED =
            "{\"id\":\"corr_1\",\"action\":\"CORRECTED\",\"correction\":\"Eight.\",\"edit_ratio\":0.5}";

    private final AtomicInteger asked = new AtomicInteger();
    private final HttpStatus status;
    private final List<String> bodies;

    public ScriptedService(HttpStatus status, String... bodies) {
        this.status = status;
        this.bodies = List.of(bodies);
    }

    public AlignerClient client() {
        WebClient.Builder clients = WebClient.builder().exchangeFunction(request -> {
            String body = bodies.get(Math.min(asked.getAndIncrement(), bodies.size() - 1));
            return Mono.just(ClientResponse.create(status)
                    .header("Content-Type", "application/json")
                    .body(body)
                    .build());
        });
        return AlignerClient.builder(URI.create("http://scripted"))
                .webClient(clients)
                .build();
    }

    public int asked() {
        return asked.get();
    }
}
