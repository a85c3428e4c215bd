package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class StepGateTest {
    private final StepGate gate = new StepGate();

    private static Thread started(Runnable work) {
        Thread thread = new Thread(work, "step");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Test
    void aStepGivesWhatItComputes() {
        assertThat(gate.<Integer>through(() -> gate.through(() -> 4) + 1)).isEqualTo(5);
    }

    @Test
    void itIsShutWhenTheStepUnderWayHasEndedAndNotBefore()
            throws InterruptedException, ExecutionException, TimeoutException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        Thread step = started(() -> gate.through(() -> {
            inside.countDown();
            awaitQuietly(goOn);
            ended.set(true);
            return 0;
        }));
        inside.await();
        assertThat(gate.shut(Duration.ofMillis(20))).isFalse();

        CompletableFuture<Boolean> endedBefore = new CompletableFuture<>();
        started(() -> endedBefore.complete(gate.shut(Duration.ofSeconds(10)) && ended.get()));
        goOn.countDown();
        assertThat(endedBefore.get(10, TimeUnit.SECONDS)).isTrue();
        step.join();
    }

    @Test
    void noStepBeginsBehindIt() throws InterruptedException {
        assertThat(gate.shut(Duration.ZERO)).isTrue();
        AtomicBoolean computed = new AtomicBoolean();
        Thread late = started(() -> gate.through(() -> {
            computed.set(true);
            return 0;
        }));
        late.join(100);
        assertThat(late.isAlive()).isTrue();
        assertThat(computed).isFalse();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
