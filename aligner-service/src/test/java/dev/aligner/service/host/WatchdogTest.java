package dev.aligner.service.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.service.FakeCorrector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class WatchdogTest {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final FakeCorrector corrector = new FakeCorrector(1);
    private final CorrectorHost host = new CorrectorHost(() -> corrector, failure -> {});
    private final AtomicInteger told = new AtomicInteger();
    private final List<AlignerException> ends = new ArrayList<>();

    @AfterEach
    void close() {
        corrector.close();
    }

    @Test
    void itTellsOnceAsSoonAsItSeesThatNothingWillWorkAgain() throws InterruptedException {
        CountDownLatch loaded = new CountDownLatch(1);
        host.whenLoaded(any -> loaded.countDown());
        Watchdog watchdog = new Watchdog(host, PERIOD, time, told::incrementAndGet);
        watchdog.broken().subscribe(ends::add);
        time.advanceTimeBy(PERIOD.multipliedBy(3));
        host.start();
        assertThat(loaded.await(10, TimeUnit.SECONDS)).isTrue();
        time.advanceTimeBy(PERIOD.multipliedBy(3));
        assertThat(told).as("while it loads, and while it works").hasValue(0);

        corrector.breakDown();
        time.advanceTimeBy(PERIOD.multipliedBy(3));
        assertThat(told).hasValue(1);
        assertThat(ends).singleElement().extracting(AlignerException::code).isEqualTo(ErrorCode.MODEL_FAILED);

        watchdog.broken().subscribe(ends::add);
        assertThat(ends).as("who asks later").hasSize(2);
    }

    @Test
    void closedItLooksNoMore() throws InterruptedException {
        CountDownLatch loaded = new CountDownLatch(1);
        host.whenLoaded(any -> loaded.countDown());
        host.start();
        assertThat(loaded.await(10, TimeUnit.SECONDS)).isTrue();
        new Watchdog(host, PERIOD, time, told::incrementAndGet).close();
        corrector.breakDown();
        time.advanceTimeBy(PERIOD.multipliedBy(3));
        assertThat(told).hasValue(0);
    }
}
