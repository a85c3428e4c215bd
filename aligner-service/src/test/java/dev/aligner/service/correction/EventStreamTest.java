package dev.aligner.service.correction;

import dev.aligner.core.Evidence;
import dev.aligner.service.bridge.CorrectionEvent;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class EventStreamTest {
    @Test
    void aCancellationIsNoFailureToTellOf() {
        EventStream stream = new EventStream(Duration.ofMinutes(1), Schedulers.parallel());
        Flux<CorrectionEvent> left = Flux.concat(
                Flux.just(new CorrectionEvent.Accepted()), Flux.error(new CancellationException("client left")));
        StepVerifier.create(stream.encode("corr_1", Evidence.NONE, "req_1", left))
                .expectNextCount(1)
                .expectComplete()
                .verify(Duration.ofSeconds(5));
    }
}
