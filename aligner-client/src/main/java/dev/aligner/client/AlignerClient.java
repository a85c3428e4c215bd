package dev.aligner.client;

import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectorCard;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * An Aligner service. Nothing is asked before a subscription, each subscription asks anew, and a cancellation reaches the
 * service. What fails is an {@link AlignerClientException}.
 *
 * <p>A request's own timeout is how long its caller waits, all tries together: the service is told, and is given up a little
 * later. What was refused before it was begun (503 and 429 with {@code Retry-After}, no connection) is sent again within
 * that time; nothing else is.
 */
public final class AlignerClient {
    private static final String CORRECTIONS = "/v1/corrections";
    private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENT =
            new ParameterizedTypeReference<>() {};

    /** That the service itself says that the time is over goes before saying it here. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Exchange exchange;
    private final Retries retries;
    private final Scheduler timer;

    AlignerClient(Exchange exchange, Retries retries, Scheduler timer) {
        this.exchange = exchange;
        this.retries = retries;
        this.timer = timer;
    }

    /** @param service its root, for example {@code http://localhost:8080}; a path goes in front of its own */
    public static AlignerClientBuilder builder(URI service) {
        return new AlignerClientBuilder(service);
    }

    /** One correction. */
    public Mono<CorrectionResult> correct(CorrectionRequest request) {
        return tried(
                        request,
                        left -> exchange.post(
                                CORRECTIONS,
                                MediaType.APPLICATION_JSON,
                                MediaType.APPLICATION_JSON,
                                BodyInserters.fromValue(CorrectionJson.bytes(CorrectionJson.request(left))),
                                response -> result(response, request::answer)))
                .next();
    }

    /** One correction, its text as soon as it is decided. */
    public Flux<CorrectionEvent> stream(CorrectionRequest request) {
        return tried(
                request,
                left -> exchange.post(
                        CORRECTIONS,
                        MediaType.APPLICATION_JSON,
                        MediaType.TEXT_EVENT_STREAM,
                        BodyInserters.fromValue(CorrectionJson.bytes(CorrectionJson.request(left))),
                        response -> events(response, request::answer)));
    }

    /**
     * The correction of an answer that is still being written. It is the one that the whole answer would get, and begins
     * sooner, as the service reads along. Never sent again, as {@code more} may come only once.
     *
     * @param begun its answer is the beginning, perhaps empty; its timeout counts from the end of {@code more}
     * @param more how the answer goes on, cut anywhere; its error is the returned one's
     */
    public Mono<CorrectionResult> correct(CorrectionRequest begun, Flux<String> more) {
        return grown(begun, more, MediaType.APPLICATION_JSON, AlignerClient::result)
                .next();
    }

    /** The same as a stream of events. */
    public Flux<CorrectionEvent> stream(CorrectionRequest begun, Flux<String> more) {
        return grown(begun, more, MediaType.TEXT_EVENT_STREAM, AlignerClient::events);
    }

    /**
     * Many corrections over one connection, in order of completion. Requests are taken only as fast as outcomes are; one that
     * fails does not fail the others. A service that is full is waited for, within each request's own timeout.
     *
     * @return an outcome for each request, or an error where the connection broke
     */
    public Flux<BatchOutcome> batch(Flux<CorrectionRequest> requests) {
        return Flux.defer(() -> {
            BatchLines lines = new BatchLines(requests);
            return exchange.post(
                            CORRECTIONS + ":batch",
                            MediaType.APPLICATION_NDJSON,
                            MediaType.APPLICATION_NDJSON,
                            LineBody.of(lines.lines(timer)),
                            response -> response.bodyToFlux(String.class))
                    .concatMap(lines::outcome, 1)
                    .concatWith(Mono.defer(lines::end));
        });
    }

    /** The correctors that requests may name, the one that serves who names none first. */
    public Mono<List<CorrectorCard>> models() {
        return exchange.get(
                        "/v1/models",
                        response -> whole(response)
                                .map(text -> ModelsJson.cards(CorrectionJson.parsed(text)))
                                .flux())
                .next();
    }

    private <T> Flux<T> tried(CorrectionRequest request, Function<CorrectionRequest, Flux<T>> once) {
        return Flux.defer(() -> {
            Deadline deadline = Deadline.in(request.timeout(), timer);
            Flux<T> tries = Flux.defer(() -> once.apply(request.withTimeout(deadline.left())))
                    .retryWhen(retries.within(deadline));
            return bounded(tries, Mono.empty(), request.timeout());
        });
    }

    private <T> Flux<T> grown(
            CorrectionRequest begun,
            Flux<String> more,
            MediaType accepted,
            BiFunction<ClientResponse, Supplier<String>, Flux<T>> read) {
        return Flux.defer(() -> {
            GrowingAnswer answer = new GrowingAnswer(begun, more);
            Flux<T> call = exchange.post(
                            CORRECTIONS,
                            MediaType.APPLICATION_NDJSON,
                            accepted,
                            LineBody.of(answer.lines(timer)),
                            response -> read.apply(response, answer::answer))
                    .onErrorMap(answer::cause);
            return bounded(call, answer.ended(), begun.timeout());
        });
    }

    /**
     * Ends a call with a failure when it takes more time than it has.
     *
     * @param begun completes when its time begins
     */
    private <T> Flux<T> bounded(Flux<T> call, Mono<Void> begun, Duration time) {
        return Flux.defer(() -> {
            AtomicBoolean late = new AtomicBoolean();
            return call
                    // not ended by an error: that would not cancel the call
                    .takeUntilOther(
                            begun.then(Mono.delay(time.plus(GRACE), timer)).doOnNext(tick -> late.set(true)))
                    .concatWith(Mono.defer(() -> late.get()
                            ? Mono.error(AlignerClientException.of(
                                    AlignerClientException.DEADLINE,
                                    "no correction within " + time.toMillis() + " ms",
                                    null))
                            : Mono.empty()));
        });
    }

    private static Mono<String> whole(ClientResponse response) {
        return response.bodyToMono(byte[].class)
                .switchIfEmpty(Mono.error(() -> AlignerClientException.unusable("empty")))
                .map(body -> new String(body, StandardCharsets.UTF_8));
    }

    private static Flux<CorrectionResult> result(ClientResponse response, Supplier<String> answer) {
        return whole(response)
                // comparing two long texts is nothing for an event loop
                .publishOn(Schedulers.parallel())
                .map(text -> CorrectionJson.result(answer.get(), CorrectionJson.parsed(text)))
                .flux();
    }

    private static Flux<CorrectionEvent> events(ClientResponse response, Supplier<String> answer) {
        return ResultEvents.of(response.bodyToFlux(EVENT).publishOn(Schedulers.parallel()), answer);
    }
}
