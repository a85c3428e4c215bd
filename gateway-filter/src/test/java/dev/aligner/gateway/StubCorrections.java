package dev.aligner.gateway;

import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.relay.Corrections;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A corrector without a model: six becomes eight. */
final class StubCorrections implements Corrections {
    static final String ID = "stub";

    final LinkedBlockingQueue<CorrectionRequest> asked = new LinkedBlockingQueue<>();
    final Semaphore cancelled = new Semaphore(0);

    /** Whether corrections begin and never end. */
    volatile boolean held;

    volatile @Nullable RuntimeException failure;

    void reset() {
        asked.clear();
        cancelled.drainPermits();
        held = false;
        failure = null;
    }

    @Override
    public Mono<Correction> correct(CorrectionRequest request) {
        return Mono.<Correction>defer(() -> {
                    asked.add(request);
                    RuntimeException broken = failure;
                    if (broken != null) {
                        return Mono.error(broken);
                    }
                    return held ? Mono.never() : Mono.just(corrected(request));
                })
                .subscribeOn(Schedulers.parallel())
                .doOnCancel(cancelled::release);
    }

    static Correction corrected(CorrectionRequest request) {
        return Correction.of(
                ID,
                request.answer(),
                request.answer().replace("six", "eight"),
                FinishReason.STOP,
                request.strengthOr(1),
                new Usage(9, 3, 0),
                new Timings(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(3), Duration.ofMillis(7)));
    }
}
