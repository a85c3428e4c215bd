package dev.aligner.envoy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.relay.Corrections;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A corrector without a model: spiders have eight legs. */
final class SixToEight implements Corrections {
    /** How a corrector may behave. */
    enum Mood {
        /** At once, on the caller's thread. */
        PROMPT,
        /** Somewhat later, on a thread of its own. */
        LATE,
        FULL,
        SILENT
    }

    final AtomicReference<@Nullable CorrectionRequest> asked = new AtomicReference<>();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final Mood mood;

    SixToEight(Mood mood) {
        this.mood = mood;
    }

    static String corrected(String text) {
        return text.replace("six", "eight").replace("Six", "Eight");
    }

    boolean awaitStart() throws InterruptedException {
        return started.await(60, TimeUnit.SECONDS);
    }

    boolean awaitCancellation() throws InterruptedException {
        return cancelled.await(60, TimeUnit.SECONDS);
    }

    @Override
    public Mono<Correction> correct(CorrectionRequest request) {
        Mono<Correction> done = Mono.fromSupplier(() -> {
            asked.set(request);
            return Correction.of(
                    "stub",
                    request.answer(),
                    corrected(request.answer()),
                    FinishReason.STOP,
                    1,
                    new Usage(1, 1, 0),
                    Timings.NOTHING);
        });
        return switch (mood) {
            case PROMPT -> done;
            case LATE -> done.delaySubscription(Duration.ofMillis(1), Schedulers.parallel());
            case FULL ->
                Mono.error(AlignerException.retryLater(ErrorCode.QUEUE_FULL, "queue: full", Duration.ofSeconds(1)));
            case SILENT ->
                Mono.<Correction>never().doOnSubscribe(s -> started.countDown()).doOnCancel(cancelled::countDown);
        };
    }
}
