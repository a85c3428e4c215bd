package dev.aligner.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

@Timeout(60)
class KeptAliveTest {
    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();

    @Test
    void aBlankComesWhileNothingElseDoes() {
        Flux<String> late =
                Mono.delay(Duration.ofSeconds(25), clock).map(tick -> "line").flux();

        StepVerifier.create(KeptAlive.over(late, "", clock))
                .then(() -> clock.advanceTimeBy(Duration.ofSeconds(60)))
                .expectNext("", "", "line")
                .expectComplete()
                .verify(Duration.ofSeconds(30));
    }

    @Test
    void nothingIsTakenThatIsNotAskedForNorAfterTheEnd() {
        AtomicInteger taken = new AtomicInteger();
        Flux<String> endless = Flux.generate(sink -> {
            taken.incrementAndGet();
            sink.next("line");
        });

        StepVerifier.create(KeptAlive.over(endless, "", clock), 3)
                .expectNext("line", "line", "line")
                .thenCancel()
                .verify(Duration.ofSeconds(30));

        assertThat(taken).hasValueBetween(3, 4);
    }

    @Test
    void whatBreaksBreaks() {
        StepVerifier.create(KeptAlive.over(Flux.error(new IllegalStateException("away")), "", clock))
                .expectErrorMessage("away")
                .verify(Duration.ofSeconds(30));
    }
}
