package dev.aligner.service.plug;

import dev.aligner.core.AlignerException;
import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.Why;
import dev.aligner.service.audit.Origin;
import dev.aligner.service.config.Plug;
import dev.aligner.service.observe.AnswerMeters;
import dev.aligner.service.observe.Way;
import dev.aligner.service.problem.FailureLog;
import dev.aligner.service.request.BodyReader;
import dev.aligner.service.wire.MalformedInputException;
import dev.aligner.upstream.json.JsonText;
import dev.aligner.upstream.json.MalformedJsonException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What all plugs do with a call: read it, have it answered, fall back where that fails, and count. */
final class PlugCalls {
    private static final Logger LOG = LoggerFactory.getLogger(PlugCalls.class);

    private final BiFunction<Plug, Origin, CallCorrector> correctors;
    private final BodyReader bodies;
    private final MeterProvider<Counter> requests;
    private final MeterProvider<Counter> misses;
    private final AnswerMeters answers;

    /** @param correctors makes one for a call that begins */
    PlugCalls(BiFunction<Plug, Origin, CallCorrector> correctors, BodyReader bodies, MeterRegistry meters) {
        this.correctors = correctors;
        this.bodies = bodies;
        this.requests = Counter.builder("aligner.plug.requests")
                .description("Calls of gateways, by what they were told")
                .withRegistry(meters);
        this.misses = Counter.builder("aligner.plug.misses")
                .description("Answers of which no question is remembered")
                .withRegistry(meters);
        this.answers = new AnswerMeters(meters);
    }

    Mono<ServerResponse> answer(ServerRequest request, Host host) {
        Origin origin = Origin.of(request.exchange(), "plug", host.plug().wireName());
        CallCorrector corrector = correctors.apply(host.plug(), origin);
        return bodies.read(request.exchange().getRequest())
                .publishOn(Schedulers.parallel())
                .map(PlugCalls::parsed)
                .flatMap(json -> host.answer(
                        new HostCall(json, request.headers().asHttpHeaders(), request.pathVariables()), corrector))
                .onErrorResume(
                        corrector::blocks,
                        error -> Mono.just(
                                host.blocking(AnswerOutcome.failed(error).blocked(), corrector.blockText())))
                .onErrorResume(corrector::tolerates, error -> unchanged(host, error))
                .doOnNext(reply -> count(host.plug(), reply))
                .doOnError(error -> count(host.plug(), CallCorrector.byCaller(error) ? "refused" : "failed"))
                .flatMap(PlugCalls::response);
    }

    private static JsonText parsed(byte[] body) {
        try {
            JsonText json = JsonText.parse(body);
            CallFields.object(json.root(), "body");
            return json;
        } catch (MalformedJsonException e) {
            throw new MalformedInputException("body: not JSON (" + e.getMessage() + ")");
        }
    }

    private static Mono<Reply> unchanged(Host host, Throwable error) {
        return Mono.deferContextual(context -> {
            if (!(error instanceof AlignerException)) {
                FailureLog.tell(LOG, "plug " + host.plug().wireName() + " failed", error, context);
            }
            return Mono.just(host.bypassed(AnswerOutcome.failed(error)));
        });
    }

    private void count(Plug plug, Reply reply) {
        count(plug, reply.label());
        AnswerOutcome outcome = reply.outcome();
        if (outcome != null) {
            answers.answered(Way.of(plug), outcome);
        }
        if (outcome != null && outcome.reason() == Why.NO_QUESTION) {
            misses.withTags("plug", plug.wireName()).increment();
        }
    }

    private void count(Plug plug, String action) {
        requests.withTags("plug", plug.wireName(), "action", action).increment();
    }

    private static Mono<ServerResponse> response(Reply reply) {
        ServerResponse.BodyBuilder response = ServerResponse.ok().contentType(MediaType.APPLICATION_JSON);
        AnswerOutcome outcome = reply.outcome();
        if (outcome != null) {
            response.header("x-aligner-action", outcome.action().name());
            Why why = outcome.reason();
            if (why != null) {
                response.header("x-aligner-reason", why.wireName());
            }
        }
        return response.bodyValue(reply.body());
    }
}
