package dev.aligner.service.playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class PlayedUpstreamTest {
    @Property
    void thePiecesAreTheAnswer(@ForAll String answer) {
        assertThat(String.join("", PlayedUpstream.pieces(answer))).isEqualTo(answer);
    }

    @Test
    void eachPieceTakesTheTimeOfItsCharacters() {
        VirtualTimeScheduler timer = VirtualTimeScheduler.create();
        StepVerifier.create(new PlayedUpstream(timer)
                        .stream("Hello you", 10).map(bytes -> new String(bytes, StandardCharsets.UTF_8)))
                .expectNextMatches(event -> event.contains("\"role\":\"assistant\""))
                .then(() -> timer.advanceTimeBy(Duration.ofMillis(499)))
                .expectNoEvent(Duration.ZERO)
                .then(() -> timer.advanceTimeBy(Duration.ofMillis(1)))
                .expectNextMatches(event -> event.contains("\"Hello\""))
                .then(() -> timer.advanceTimeBy(Duration.ofMillis(400)))
                .expectNextMatches(event -> event.contains("\" you\""))
                .expectNextMatches(event -> event.contains("\"finish_reason\":\"stop\""))
                .expectNext("data: [DONE]\n\n")
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }
}
