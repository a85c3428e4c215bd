package dev.aligner.service.plug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.relay.Corrections;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.problem.Failure;
import dev.aligner.service.wire.Ids;
import dev.aligner.service.wire.StrictJson;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The plugs without a server and without a model: of a spider's legs the stub knows the number, and of no others'. */
abstract class PlugTestBase {
    static final JsonMapper JSON = new JsonMapper();

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final AtomicLong nanos = new AtomicLong();
    final List<CorrectionRequest> requests = new ArrayList<>();
    private final Map<String, Object> settings =
            new HashMap<>(Map.of("aligner.plugs.enabled", "litellm,portkey,agentgateway,kong,guardrail"));

    volatile Corrections corrector = request -> {
        requests.add(request);
        boolean known = request.question().lastTurn().contains("spider");
        return Mono.just(Correction.of(
                "stub",
                request.answer(),
                known ? request.answer().replace("six", "eight") : request.answer(),
                FinishReason.STOP,
                1,
                Usage.NOTHING,
                Timings.NOTHING));
    };

    private @Nullable WebTestClient client;

    static Corrections failing(ErrorCode code) {
        return request -> Mono.error(AlignerException.of(code, "stub"));
    }

    /** Before the first call. */
    void set(String key, String value) {
        settings.put("aligner.plugs." + key, value);
    }

    /** The same of a limit that plugs share with the rest. */
    void limit(String key, String value) {
        settings.put("aligner.limits." + key, value);
    }

    private WebTestClient client() {
        if (client == null) {
            AlignerProperties properties = new Binder(new MapConfigurationPropertySource(settings))
                    .bindOrCreate(AlignerProperties.PREFIX, AlignerProperties.class);
            client = WebTestClient.bindToRouterFunction(PlugConfiguration.routes(
                            (plug, origin) -> request -> corrector.correct(request),
                            () -> Set.of("safe", "polite"),
                            new Ids(InstantSource.system()),
                            meters,
                            () -> properties,
                            nanos::get))
                    .handlerStrategies(HandlerStrategies.builder()
                            .exceptionHandler(PlugTestBase::told)
                            .build())
                    .configureClient()
                    .responseTimeout(Duration.ofMinutes(1))
                    .build();
        }
        return client;
    }

    /** As the service tells failures, which needs a server. */
    private static Mono<Void> told(ServerWebExchange exchange, Throwable error) {
        Failure failure = Failure.of(error, null);
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(failure.problem().status()));
        response.getHeaders().putAll(failure.headers());
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(StrictJson.write(failure.problem()))));
    }

    WebTestClient.ResponseSpec post(String path, String body, String... headers) {
        WebTestClient.RequestBodySpec request = client().post().uri(path).contentType(MediaType.APPLICATION_JSON);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.bodyValue(body).exchange();
    }

    /** The reply, with status 200. */
    String reply(String path, String body, String... headers) {
        byte[] reply = post(path, body, headers)
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentType(MediaType.APPLICATION_JSON)
                .expectBody()
                .returnResult()
                .getResponseBody();
        return new String(Objects.requireNonNull(reply), StandardCharsets.UTF_8);
    }

    /** Whether a call is refused with 422 for this field, in words that begin with it. */
    void refused(String path, String body, String field) {
        JsonNode problem = JSON.readTree(post(path, body)
                .expectStatus()
                .isEqualTo(422)
                .expectBody()
                .returnResult()
                .getResponseBody());
        assertThat(problem.get("field").stringValue()).isEqualTo(field);
        assertThat(problem.get("detail").stringValue()).startsWith(field).contains("(expected: ");
    }

    double count(String name, String... tags) {
        Counter counter = meters.find(name).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    /** What a host sent, as it was written down. */
    static String recorded(String name) {
        try (InputStream in = PlugTestBase.class.getResourceAsStream("/plugs/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
