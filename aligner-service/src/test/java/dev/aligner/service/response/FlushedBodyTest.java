package dev.aligner.service.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class FlushedBodyTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final AtomicInteger cancellations = new AtomicInteger();

    private Flux<byte[]> pieces(String... texts) {
        return Flux.just(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .doOnCancel(cancellations::incrementAndGet);
    }

    @Test
    void aConnectionThatIsGoneAtTheFirstPieceCancelsTheRest() {
        MockServerHttpResponse response = new MockServerHttpResponse();
        response.setWriteHandler(ignored -> Mono.error(new IOException("Broken pipe")));
        Flux<byte[]> endless =
                Flux.concat(Flux.just(new byte[] {1}), Flux.<byte[]>never()).doOnCancel(cancellations::incrementAndGet);
        StepVerifier.create(FlushedBody.write(response, endless))
                .expectError(IOException.class)
                .verify(SOON);
        assertThat(cancellations).hasValue(1);
    }

    @Test
    void piecesThatAllLeaveAreNotCancelled() {
        MockServerHttpResponse response = new MockServerHttpResponse();
        StepVerifier.create(FlushedBody.write(response, pieces("a", "b")))
                .expectComplete()
                .verify(SOON);
        StepVerifier.create(response.getBodyAsString())
                .expectNext("ab")
                .expectComplete()
                .verify(SOON);
        assertThat(cancellations).hasValue(0);
    }
}
