package dev.aligner.sample;

import dev.aligner.client.AlignerClient;
import dev.aligner.client.AlignerClientException;
import dev.aligner.client.BatchOutcome;
import dev.aligner.client.CorrectionEvent;
import dev.aligner.client.CorrectionResult;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectorCard;
import java.net.URI;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The client itself. */
final class Corrections {
    private Corrections() {}

    // tag::client[]
    static AlignerClient client(String url, String key) {
        return AlignerClient.builder(URI.create(url))
                .apiKey(key) // or token(Mono), asked for with each request; without keys neither
                .connectTimeout(Duration.ofSeconds(2))
                .retries(2)
                .build();
    }
    // end::client[]

    // tag::one[]
    static Mono<String> one(AlignerClient client, String question, String answer) {
        CorrectionRequest request = CorrectionRequest.of(question, answer)
                .withInstruction("Make it polite.")
                .withTimeout(Duration.ofSeconds(10));
        return client.correct(request)
                .map(CorrectionResult::correction)
                .map(correction ->
                        correction.action() + ", " + correction.edits().size() + " edits: " + correction.text());
    }
    // end::one[]

    // tag::stream[]
    static Flux<String> streamed(AlignerClient client, CorrectionRequest request) {
        return client.stream(request).map(event -> {
            if (event instanceof CorrectionEvent.Delta delta) {
                return delta.text();
            }
            CorrectionEvent.Result end = (CorrectionEvent.Result) event;
            return " [" + end.result().correction().action() + "]";
        });
    }
    // end::stream[]

    // tag::growing[]
    static Mono<String> whileItIsWritten(AlignerClient client, String question, Flux<String> tokens) {
        return client.correct(CorrectionRequest.of(question, ""), tokens).map(CorrectionResult::text);
    }
    // end::growing[]

    // tag::batch[]
    static Flux<String> many(AlignerClient client, Flux<CorrectionRequest> requests) {
        return client.batch(requests).map(outcome -> {
            if (outcome instanceof BatchOutcome.Corrected corrected) {
                return outcome.index() + ": " + corrected.result().text();
            }
            BatchOutcome.Failed failed = (BatchOutcome.Failed) outcome;
            return outcome.index() + ": " + failed.error().code();
        });
    }
    // end::batch[]

    // tag::failure[]
    static Mono<String> orWhy(AlignerClient client, CorrectionRequest request) {
        return client.correct(request)
                .map(CorrectionResult::text)
                .onErrorResume(
                        AlignerClientException.class,
                        error -> Mono.just(
                                switch (error.code()) {
                                    case "invalid_field" -> "wrong: " + error.field();
                                    case "unauthenticated", "forbidden" -> "not for this key";
                                    case AlignerClientException.UNREACHABLE -> "nobody there";
                                    default -> error.code() + " (request " + error.requestId() + ")";
                                }));
    }
    // end::failure[]

    // tag::models[]
    static Mono<String> whoCorrects(AlignerClient client) {
        return client.models().map(models -> models.get(0)).map(CorrectorCard::id);
    }
    // end::models[]
}
