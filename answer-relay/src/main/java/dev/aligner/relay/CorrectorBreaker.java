package dev.aligner.relay;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.ErrorCode;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import java.time.Duration;
import java.util.Set;
import reactor.core.publisher.Mono;

/** Stands before a corrector: one that failed half of the last calls is left in peace for a while. */
public record CorrectorBreaker(CircuitBreaker breaker) {
    private static final int LAST_CALLS = 20;
    private static final int FEWEST_CALLS = 10;
    private static final Duration PEACE = Duration.ofSeconds(10);

    /** @param failures what says that the corrector is broken; a full queue does not */
    public static CorrectorBreaker of(String name, Set<ErrorCode> failures) {
        return new CorrectorBreaker(CircuitBreaker.of(
                name,
                ofLastCalls()
                        .recordException(
                                error -> error instanceof AlignerException known && failures.contains(known.code()))
                        .build()));
    }

    /** How whoever stands before something that may fail counts. */
    public static CircuitBreakerConfig.Builder ofLastCalls() {
        return CircuitBreakerConfig.custom()
                .slidingWindowSize(LAST_CALLS)
                // the other one has a lock, and event loops would wait for each other
                .slidingWindowSynchronizationStrategy(SlidingWindowSynchronizationStrategy.LOCK_FREE)
                .minimumNumberOfCalls(FEWEST_CALLS)
                .waitDurationInOpenState(PEACE)
                .permittedNumberOfCallsInHalfOpenState(2);
    }

    /** @param who is not asked for a while */
    public static AlignerException inPeace(String who) {
        return AlignerException.retryLater(
                ErrorCode.BREAKER_OPEN, who + ": failed too often of late, not asked for a while", PEACE);
    }

    public Corrections around(Corrections corrections) {
        return new Guarded(corrections, breaker);
    }

    private record Guarded(Corrections corrections, CircuitBreaker breaker) implements Corrections {
        @Override
        public Mono<Correction> correct(CorrectionRequest request) {
            return corrections
                    .correct(request)
                    .transformDeferred(CircuitBreakerOperator.of(breaker))
                    .onErrorMap(CallNotPermittedException.class, error -> inPeace("corrector"));
        }

        /** An open breaker learns only from who asks it for a call that its time has passed. */
        @Override
        public void admit() {
            if (!breaker.tryAcquirePermission()) {
                throw inPeace("corrector");
            }
            breaker.releasePermission();
            corrections.admit();
        }

        /** Counts for nothing, and is not done for a correction that would not be asked for. */
        @Override
        public Mono<Void> readAhead(CorrectionRequest begun) {
            return breaker.getState() == CircuitBreaker.State.OPEN ? Mono.empty() : corrections.readAhead(begun);
        }
    }
}
