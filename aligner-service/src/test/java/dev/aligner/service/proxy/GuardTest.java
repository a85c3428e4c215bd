package dev.aligner.service.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.service.config.RouteProperties;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

class GuardTest {
    private static Guard guard(int attempts, int concurrent) {
        return Guard.of("route", new RouteProperties.Call(attempts, Duration.ofMinutes(5), concurrent));
    }

    @AfterEach
    void clock() {
        VirtualTimeScheduler.reset();
    }

    @Test
    void callsBeyondThePlacesAreRefusedUntilOneIsFree() {
        Guard guard = guard(1, 2);
        Sinks.Empty<Void> answer = Sinks.empty();
        Disposable first = guard.call(attempt -> answer.asMono()).subscribe();
        Disposable second = guard.call(attempt -> Mono.never()).subscribe();
        AtomicInteger third = new AtomicInteger();
        Mono<Void> more = guard.call(attempt -> Mono.fromRunnable(third::incrementAndGet));

        assertThatThrownBy(() -> more.block(Duration.ofSeconds(10)))
                .isInstanceOfSatisfying(AlignerException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.QUEUE_FULL);
                    assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(1));
                });
        assertThat(third).hasValue(0);

        answer.tryEmitEmpty().orThrow();
        assertThat(first.isDisposed()).isTrue();
        more.block(Duration.ofSeconds(10));
        assertThat(third).hasValue(1);

        // a client that leaves gives its place back too
        Disposable again = guard.call(attempt -> Mono.never()).subscribe();
        second.dispose();
        more.block(Duration.ofSeconds(10));
        assertThat(third).hasValue(2);
        again.dispose();
    }

    @Test
    void aConnectionIsTriedAgainWithGrowingWaits() {
        VirtualTimeScheduler clock = VirtualTimeScheduler.getOrSet();
        AtomicInteger tried = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        Disposable call = guard(3, 1)
                .call(attempt -> Mono.defer(() -> {
                    tried.incrementAndGet();
                    return Mono.error(new ConnectException("nobody is there"));
                }))
                .subscribe(nothing -> {}, error -> {
                    assertThat(error).isInstanceOf(ConnectException.class);
                    failed.incrementAndGet();
                });

        assertThat(tried).hasValue(1);
        clock.advanceTimeBy(Duration.ofMillis(49));
        assertThat(tried).hasValue(1);
        clock.advanceTimeBy(Duration.ofMillis(1));
        assertThat(tried).hasValue(2);
        clock.advanceTimeBy(Duration.ofMillis(74));
        assertThat(tried).hasValue(2);
        clock.advanceTimeBy(Duration.ofMillis(1));
        assertThat(tried).hasValue(3);
        assertThat(failed).hasValue(1);
        assertThat(call.isDisposed()).isTrue();
    }

    @Test
    void aConnectionThatIsMadeAtLastIsAnAnswer() {
        VirtualTimeScheduler clock = VirtualTimeScheduler.getOrSet();
        AtomicInteger tried = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        Disposable call = guard(2, 1)
                .call(attempt -> Mono.defer(() -> tried.incrementAndGet() == 1
                        ? Mono.error(new ConnectException("not yet"))
                        : Mono.<Void>empty().doOnTerminate(() -> attempt.answered(200))))
                .doOnSuccess(nothing -> answered.incrementAndGet())
                .subscribe();

        clock.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(call.isDisposed()).isTrue();
        assertThat(tried).hasValue(2);
        assertThat(answered).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRequestThatWasSentNeverIs(boolean late) {
        AtomicInteger tried = new AtomicInteger();
        Exception error = late ? ReadTimeoutException.INSTANCE : new IOException("closed before an answer");
        Mono<Void> call = guard(3, 1)
                .call(attempt -> Mono.defer(() -> {
                    tried.incrementAndGet();
                    return Mono.error(error);
                }));

        assertThatThrownBy(() -> call.block(Duration.ofSeconds(10)))
                .satisfiesAnyOf(
                        thrown -> assertThat(thrown).isEqualTo(error),
                        thrown -> assertThat(thrown).hasCause(error));
        assertThat(tried).hasValue(1);
    }
}
