package dev.aligner.service.proxy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.relay.Corrections;
import dev.aligner.relay.CorrectorBreaker;
import dev.aligner.service.config.RouteProperties;
import dev.aligner.service.problem.RefusedRequestException;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.reactor.bulkhead.operator.BulkheadOperator;
import io.github.resilience4j.reactor.retry.RetryOperator;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Stands before one route's upstream and corrector: who failed half of the last calls is left in peace for a while, no more
 * than so many calls are under way, and a connection that could not be made is tried again.
 *
 * @param upstream counts connections that fail, answers that do not come, and answers 500 and above
 * @param corrector counts failures of the engine and missed deadlines; a full queue is none
 */
record Guard(CircuitBreaker upstream, CorrectorBreaker corrector, Bulkhead places, Retry connects) {
    private static final Set<ErrorCode> ENGINE_FAILURES = Set.of(ErrorCode.MODEL_FAILED, ErrorCode.DEADLINE);
    private static final Duration FIRST_WAIT = Duration.ofMillis(50);

    static Guard of(String route, RouteProperties.Call call) {
        CircuitBreakerConfig config = CorrectorBreaker.ofLastCalls()
                // a client that does not send its request says nothing about the upstream
                .ignoreException(RefusedRequestException.class::isInstance)
                .build();
        return new Guard(
                CircuitBreaker.of(route + "-upstream", config),
                CorrectorBreaker.of(route + "-corrector", ENGINE_FAILURES),
                Bulkhead.of(
                        route,
                        BulkheadConfig.custom()
                                .maxConcurrentCalls(call.concurrent())
                                .maxWaitDuration(Duration.ZERO)
                                .build()),
                Retry.of(
                        route,
                        RetryConfig.custom()
                                .maxAttempts(call.attempts())
                                .intervalFunction(IntervalFunction.ofExponentialBackoff(FIRST_WAIT))
                                .retryOnException(ConnectException.class::isInstance)
                                .build()));
    }

    Corrections around(Corrections corrections) {
        return corrector.around(corrections);
    }

    /** @param exchange says by {@link Attempt#answered} how the upstream answered */
    Mono<Void> call(Function<Attempt, Mono<Void>> exchange) {
        return Mono.defer(() -> {
                    if (!upstream.tryAcquirePermission()) {
                        return Mono.error(CorrectorBreaker.inPeace("upstream"));
                    }
                    Attempt attempt = new Attempt(upstream, System.nanoTime(), new AtomicBoolean());
                    return exchange.apply(attempt).doOnError(attempt::failed).doFinally(signal -> attempt.over());
                })
                .transformDeferred(RetryOperator.of(connects))
                .transformDeferred(BulkheadOperator.of(places))
                .onErrorMap(
                        BulkheadFullException.class,
                        error -> AlignerException.retryLater(
                                ErrorCode.QUEUE_FULL, "upstream: every place is taken", Duration.ofSeconds(1)));
    }

    /** One call of the upstream. It counts as soon as the upstream answers: how long an answer is says nothing. */
    record Attempt(CircuitBreaker breaker, long began, AtomicBoolean counted) {
        private static final int SERVER_ERROR = 500;

        void answered(int status) {
            if (counted.compareAndSet(false, true)) {
                long took = System.nanoTime() - began;
                if (status >= SERVER_ERROR) {
                    breaker.onError(took, TimeUnit.NANOSECONDS, new IllegalStateException("status: " + status));
                } else {
                    breaker.onSuccess(took, TimeUnit.NANOSECONDS);
                }
            }
        }

        private void failed(Throwable error) {
            if (counted.compareAndSet(false, true)) {
                breaker.onError(System.nanoTime() - began, TimeUnit.NANOSECONDS, error);
            }
        }

        /** A client that left before there was an answer says nothing about the upstream. */
        private void over() {
            if (counted.compareAndSet(false, true)) {
                breaker.releasePermission();
            }
        }
    }
}
