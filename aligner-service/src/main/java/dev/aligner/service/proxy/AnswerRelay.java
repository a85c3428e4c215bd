package dev.aligner.service.proxy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.Beats;
import dev.aligner.relay.Heartbeat;
import dev.aligner.relay.HeldBody;
import dev.aligner.relay.PieceCorrector;
import dev.aligner.relay.RewrittenStream;
import dev.aligner.relay.StreamMode;
import dev.aligner.relay.WholeAnswer;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.problem.Failure;
import dev.aligner.service.problem.RequestId;
import dev.aligner.service.response.FlushedBody;
import dev.aligner.service.response.HangUp;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.Wire;
import dev.aligner.upstream.rewrite.StreamRewriter;
import dev.aligner.upstream.rewrite.Window;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.channel.AbortedException;

/** Brings an upstream's answer to the client: as it is, or corrected. */
final class AnswerRelay {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerRelay.class);

    private final ReactiveCorrector corrector;
    private final Duration heartbeat;

    AnswerRelay(ReactiveCorrector corrector, Duration heartbeat) {
        this.corrector = corrector;
        this.heartbeat = heartbeat;
    }

    /** Every byte as it comes. */
    Mono<Void> pass(ServerWebExchange exchange, UpstreamAnswer answer, Flux<byte[]> bytes) {
        answer.head(exchange, false);
        return write(exchange, brokenOff(bytes, RequestId.of(exchange)));
    }

    Mono<Void> correct(ServerWebExchange exchange, Plan plan, UpstreamAnswer answer, Flux<byte[]> bytes) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        boolean stream = answer.streamed();
        String left = plan.left() != null
                ? plan.left()
                : answer.unreadable(exchange.getRequest().getMethod());
        if (left == null && stream && plan.controls().stream() == StreamMode.OFF) {
            left = "disabled";
        }
        if (left == null && plan.asked().stream() && !stream && plan.wire() == Wire.GEMINI_CONTENT) {
            // one array, which grows: held to its end it would be no stream
            left = Untouched.UNSUPPORTED_FORMAT.wireName();
        }
        PieceCorrector pieces = plan.pieces();
        if (left != null || pieces == null) {
            answer.head(exchange, false);
            if (!plan.route().strict()) {
                mode(headers, plan, stream, false);
                AnswerOutcome.bypassed(left == null ? Untouched.NO_QUESTION.wireName() : left)
                        .headers(model())
                        .forEach(headers::set);
            }
            return write(exchange, brokenOff(bytes, plan.requestId()));
        }
        return stream ? rewritten(exchange, plan, pieces, answer, bytes) : whole(exchange, plan, pieces, answer, bytes);
    }

    private static void mode(HttpHeaders headers, Plan plan, boolean stream, boolean corrected) {
        StreamMode mode = corrected ? plan.controls().stream() : StreamMode.OFF;
        headers.set("x-aligner-stream-mode", stream ? mode.wireName() : "none");
    }

    private String model() {
        try {
            return corrector.current().card().id();
        } catch (AlignerException e) {
            return "none";
        }
    }

    private Mono<Void> rewritten(
            ServerWebExchange exchange, Plan plan, PieceCorrector pieces, UpstreamAnswer answer, Flux<byte[]> bytes) {
        answer.head(exchange, true);
        HttpHeaders headers = exchange.getResponse().getHeaders();
        headers.setCacheControl("no-cache");
        headers.set("X-Accel-Buffering", "no");
        if (!plan.route().strict()) {
            mode(headers, plan, true, true);
            headers.set("x-aligner-model", model());
        }
        StreamRewriter rewriter = new StreamRewriter(
                plan.wire().stream(),
                plan.controls().stream() == StreamMode.BUFFER ? Window.WHOLE : Window.SENTENCE,
                Math.toIntExact(plan.route().held().toBytes()));
        Flux<byte[]> events = RewrittenStream.of(
                        brokenOff(bytes, plan.requestId()),
                        rewriter,
                        pieces,
                        plan.route().onFailure())
                .onErrorResume(
                        AlignerException.class,
                        error -> Mono.just(
                                error(plan.wire(), error, plan.requestId()).lastEvent()));
        byte[] beat = Beats.of(plan.wire());
        Flux<byte[]> alive =
                beat.length == 0 ? events : new Heartbeat(beat, heartbeat, Schedulers.parallel()).over(events);
        return write(exchange, alive);
    }

    /** Where the upstream's answer has no end, neither has ours. */
    private static Mono<Void> write(ServerWebExchange exchange, Flux<byte[]> pieces) {
        ServerHttpResponse response = exchange.getResponse();
        return FlushedBody.write(response, pieces)
                .onErrorResume(
                        AbortedException.class,
                        error -> response.isCommitted() ? HangUp.on(response) : Mono.error(error));
    }

    private static Flux<byte[]> brokenOff(Flux<byte[]> bytes, @Nullable String requestId) {
        return bytes.onErrorMap(error -> {
            LOG.warn(
                    "request {}: the upstream broke off: {}",
                    requestId,
                    error.getClass().getSimpleName());
            return new AbortedException(error);
        });
    }

    private Mono<Void> whole(
            ServerWebExchange exchange, Plan plan, PieceCorrector pieces, UpstreamAnswer answer, Flux<byte[]> bytes) {
        HeldBody held = new HeldBody(plan.route().held().toBytes());
        Flux<byte[]> body = bytes.concatMapIterable(piece -> {
                    boolean before = held.overflowed();
                    var passed = held.add(piece);
                    if (!before && held.overflowed()) {
                        answer.head(exchange, false);
                        said(exchange, plan, AnswerOutcome.bypassed(Untouched.TOO_LARGE));
                    }
                    return passed;
                })
                .concatWith(Mono.defer(() -> held.overflowed()
                        ? Mono.empty()
                        : WholeAnswer.corrected(
                                        plan.wire(),
                                        held.bytes(),
                                        pieces,
                                        plan.route().onFailure())
                                .map(done -> {
                                    if (done.outcome().failed()) {
                                        LOG.warn(
                                                "request {}: not corrected: {}",
                                                plan.requestId(),
                                                done.outcome().reason());
                                    }
                                    answer.head(exchange, done.changed());
                                    exchange.getResponse().getHeaders().setContentLength(done.body().length);
                                    said(exchange, plan, done.outcome());
                                    return done.body();
                                })));
        return write(exchange, body);
    }

    private void said(ServerWebExchange exchange, Plan plan, AnswerOutcome outcome) {
        if (!plan.route().strict()) {
            HttpHeaders headers = exchange.getResponse().getHeaders();
            mode(headers, plan, false, false);
            outcome.headers(model()).forEach(headers::set);
        }
    }

    /** Tells the client in its wire's own form, unless it has had an answer already. */
    Mono<Void> fail(ServerWebExchange exchange, @Nullable Wire wire, Throwable error) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return HangUp.on(response);
        }
        SurfaceError told = error(wire, error, RequestId.of(exchange));
        response.setStatusCode(HttpStatusCode.valueOf(told.status()));
        HttpHeaders headers = response.getHeaders();
        if (error instanceof AlignerException known) {
            headers.putAll(Failure.of(known, told.requestId()).headers());
        }
        headers.setContentType(MediaType.APPLICATION_JSON);
        // the upstream may have been paid for an answer already: asked again, it would be paid twice
        headers.set("x-should-retry", "false");
        byte[] body = told.body();
        headers.setContentLength(body.length);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    private static SurfaceError error(@Nullable Wire wire, Throwable error, @Nullable String requestId) {
        if (error instanceof AlignerException known) {
            var problem = Failure.of(known, requestId).problem();
            int status = known.code() == ErrorCode.INVALID_FIELD ? 400 : problem.status();
            return new SurfaceError(wire, status, problem.code(), problem.detail(), requestId);
        }
        // addresses of upstreams are the operator's
        LOG.warn("request {}: upstream failed: {}", requestId, error.getClass().getSimpleName());
        return new SurfaceError(wire, 502, "upstream_unreachable", "the upstream could not be reached", requestId);
    }
}
