package dev.aligner.relay;

import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import java.time.Duration;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/**
 * Corrections whose time is told, whether they come to a result or fail.
 *
 * @param took from the call to its end
 */
record TimedCorrections(Corrections corrections, Consumer<Duration> took) implements Corrections {
    @Override
    public Mono<Correction> correct(CorrectionRequest request) {
        return Mono.defer(() -> {
            long began = System.nanoTime();
            return corrections
                    .correct(request)
                    .doOnTerminate(() -> took.accept(Duration.ofNanos(System.nanoTime() - began)));
        });
    }

    @Override
    public void admit() {
        corrections.admit();
    }

    @Override
    public Mono<Void> readAhead(CorrectionRequest begun) {
        return corrections.readAhead(begun);
    }
}
