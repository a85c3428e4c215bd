package dev.aligner.service.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.service.FakeCorrector;
import dev.aligner.service.host.CorrectorHost;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;

class ProbeEndpointTest {
    private final FakeCorrector corrector = new FakeCorrector(1);
    private final CorrectorHost host = new CorrectorHost(() -> corrector, failure -> {});
    private final ApplicationAvailabilityBean availability = new ApplicationAvailabilityBean();
    private final ProbeEndpoint probes = new ProbeEndpoint(host, availability);

    private int live() {
        return probes.live().getStatusCode().value();
    }

    @Test
    void aBrokenCorrectorIsNotWorthKeeping() throws InterruptedException {
        CountDownLatch loaded = new CountDownLatch(1);
        host.whenLoaded(any -> loaded.countDown());
        availability.onApplicationEvent(new AvailabilityChangeEvent<>(this, LivenessState.CORRECT));
        assertThat(live()).as("while it loads").isEqualTo(200);
        host.start();
        assertThat(loaded.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(live()).isEqualTo(200);
        corrector.breakDown();
        assertThat(live()).isEqualTo(503);
        corrector.close();
    }

    @Test
    void soIsAProcessThatSaysItIsBroken() {
        availability.onApplicationEvent(new AvailabilityChangeEvent<>(this, LivenessState.BROKEN));
        assertThat(live()).isEqualTo(503);
        corrector.close();
    }
}
