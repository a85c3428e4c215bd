package dev.aligner.service.engine;

import dev.aligner.core.FinishReason;
import dev.aligner.core.Usage;
import dev.aligner.engine.Generation;
import dev.aligner.engine.corrector.ModelCorrector;
import dev.aligner.relay.Heartbeat;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.config.EngineApiProperties;
import dev.aligner.service.problem.Failure;
import dev.aligner.service.problem.FailureLog;
import dev.aligner.service.problem.RequestId;
import dev.aligner.service.request.BodyReader;
import dev.aligner.service.response.FlushedBody;
import dev.aligner.service.wire.CompletionCall;
import dev.aligner.service.wire.CompletionReader;
import dev.aligner.service.wire.CompletionResult;
import dev.aligner.service.wire.CompletionResult.TokenScore;
import dev.aligner.service.wire.Ids;
import dev.aligner.service.wire.StrictJson;
import io.swagger.v3.oas.annotations.Hidden;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/**
 * The engine API: completions of the loaded model in OpenAI's form, as JSON or as a stream of events. Off by default:
 * nothing is there then.
 */
@Hidden
@RestController
@RequestMapping(EngineApiProperties.PATH)
@ConditionalOnBooleanProperty(AlignerProperties.PREFIX + ".engine-api.enabled")
class EngineEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(EngineEndpoint.class);
    private static final byte[] HEARTBEAT = ": waiting\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Completions completions;
    private final BodyReader bodies;
    private final Heartbeat heartbeat;
    private final Ids ids;
    private final InstantSource clock;

    EngineEndpoint(
            ReactiveCorrector corrector,
            Scheduler admission,
            Ids ids,
            InstantSource clock,
            AlignerProperties properties) {
        this.completions = new Completions(
                corrector::current,
                admission,
                Schedulers.parallel(),
                properties.deadline().max());
        this.bodies = new BodyReader(
                properties.limits().body().toBytes(), properties.deadline().body());
        this.heartbeat = new Heartbeat(HEARTBEAT, properties.stream().heartbeat(), Schedulers.parallel());
        this.ids = ids;
        this.clock = clock;
    }

    @GetMapping(path = "/health", produces = MediaType.APPLICATION_JSON_VALUE)
    Map<String, String> health() {
        completions.model();
        return Map.of("status", "UP");
    }

    @GetMapping(path = "/v1/models", produces = MediaType.APPLICATION_JSON_VALUE)
    Map<String, Object> models() {
        String id = completions.model().card().id();
        return Map.of(
                "object",
                "list",
                "data",
                List.of(Map.of(
                        "id",
                        id,
                        "object",
                        "model",
                        "created",
                        clock.instant().getEpochSecond(),
                        "owned_by",
                        "aligner")));
    }

    @PostMapping(
            path = "/v1/completions",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_EVENT_STREAM_VALUE})
    Mono<Void> complete(ServerWebExchange exchange) {
        return bodies.read(exchange.getRequest())
                .publishOn(Schedulers.parallel())
                .map(StrictJson::parse)
                .map(CompletionReader::read)
                .flatMap(call -> answer(call, exchange));
    }

    private Mono<Void> answer(CompletionCall call, ServerWebExchange exchange) {
        String model = completions.model().card().id();
        call.requireModel(model);
        CompletionResult.Head head =
                new CompletionResult.Head(ids.next("cmpl_"), clock.instant().getEpochSecond(), model);
        if (call.stream()) {
            return streamed(call, head, exchange);
        }
        return (call.scoresPrompt() ? scored(call, head) : whole(call, head, null))
                .flatMap(result -> json(result, exchange.getResponse()));
    }

    private Mono<CompletionResult> scored(CompletionCall call, CompletionResult.Head head) {
        return completions.score(call).flatMap(scores -> {
            ModelCorrector model = completions.model();
            int[] prompt = completions.tokens(model, call.prompt());
            List<@Nullable Map<String, TokenScore>> said = new ArrayList<>();
            said.add(null);
            for (int i = 1; i < prompt.length; i++) {
                said.add(Map.of(Integer.toString(prompt[i]), new TokenScore(scores[i - 1])));
            }
            return call.maxTokens() == 0
                    ? Mono.just(head.whole("", FinishReason.LENGTH, new Usage(prompt.length, 0, 0), said))
                    : whole(call, head, said);
        });
    }

    private Mono<CompletionResult> whole(
            CompletionCall call, CompletionResult.Head head, @Nullable List<@Nullable Map<String, TokenScore>> said) {
        return completions.complete(call).ofType(Completion.End.class).next().map(end -> {
            Generation generation = end.generation();
            return head.whole(generation.text(), generation.finishReason(), generation.usage(), said);
        });
    }

    private static Mono<Void> json(CompletionResult result, ServerHttpResponse response) {
        byte[] body = StrictJson.write(result);
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        response.getHeaders().setContentLength(body.length);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    private Mono<Void> streamed(CompletionCall call, CompletionResult.Head head, ServerWebExchange exchange) {
        String requestId = RequestId.of(exchange);
        Flux<byte[]> events = completions.complete(call).switchOnFirst((first, all) -> {
            Flux<byte[]> encoded = all.concatMapIterable(event -> encoded(call, head, event));
            // a failure before the first text is a plain answer of HTTP
            return first.isOnNext()
                    ? heartbeat.over(encoded.onErrorResume(
                            error -> Flux.deferContextual(context -> Flux.just(failed(error, requestId, context)))))
                    : encoded;
        });
        ServerHttpResponse response = exchange.getResponse();
        response.getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
        response.getHeaders().setCacheControl("no-cache");
        return FlushedBody.write(response, events);
    }

    private static List<byte[]> encoded(CompletionCall call, CompletionResult.Head head, Completion event) {
        if (event instanceof Completion.Text text) {
            return List.of(event(head.text(text.delta())));
        }
        Generation generation = ((Completion.End) event).generation();
        byte[] end = event(head.end(generation.finishReason()));
        return call.countsStream() ? List.of(end, event(head.usage(generation.usage())), DONE) : List.of(end, DONE);
    }

    private static byte[] failed(Throwable error, @Nullable String requestId, ContextView request) {
        Failure failure = Failure.of(error, requestId);
        FailureLog.tell(LOG, failure, error, request);
        return event(Map.of(
                "error",
                Map.of(
                        "message", failure.problem().detail(),
                        "type", failure.problem().code(),
                        "code", failure.problem().status())));
    }

    /** JSON in one line: its writer escapes line ends, which would end the field. */
    private static byte[] event(Object data) {
        return ("data: " + new String(StrictJson.write(data), StandardCharsets.UTF_8) + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
