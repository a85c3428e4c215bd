package dev.aligner.client;

import java.time.Duration;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/** Sends again what was refused before anything was begun, a bounded number of times and within the call's deadline. */
final class Retries {
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);

    private final int most;
    private final Scheduler timer;

    Retries(int most, Scheduler timer) {
        this.most = most;
        this.timer = timer;
    }

    Retry within(Deadline deadline) {
        return Retry.from(signals -> signals.concatMap(signal -> again(signal, deadline)));
    }

    private Publisher<Long> again(Retry.RetrySignal signal, Deadline deadline) {
        Throwable failure = signal.failure();
        if (!(failure instanceof AlignerClientException known) || !known.retryable() || signal.totalRetries() >= most) {
            return Mono.error(failure);
        }
        Duration told = known.retryAfter();
        Duration wait = told == null ? FIRST_WAIT.multipliedBy(1L << signal.totalRetries()) : told;
        return deadline.allows(wait) ? Mono.delay(wait, timer) : Mono.error(failure);
    }
}
