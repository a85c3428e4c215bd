package dev.aligner.client;

import dev.aligner.core.CorrectionRequest;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** An answer that is still being written, for one call. */
final class GrowingAnswer {
    private final CorrectionRequest begun;
    private final Flux<String> more;
    private final Queue<String> answer = new ConcurrentLinkedQueue<>();
    private final Sinks.Empty<Void> end = Sinks.empty();
    private volatile @Nullable Throwable broken;

    GrowingAnswer(CorrectionRequest begun, Flux<String> more) {
        this.begun = begun;
        this.more = more;
        answer.add(begun.answer());
    }

    /** What the body says. */
    Flux<byte[]> lines(Scheduler timer) {
        Flux<byte[]> pieces = WholeCharacters.of(more)
                .doOnError(error -> broken = error)
                .doOnNext(answer::add)
                .map(piece -> CorrectionJson.bytes(CorrectionJson.appended(piece)))
                .doOnComplete(end::tryEmitEmpty);
        return Flux.concat(
                Mono.fromCallable(() -> CorrectionJson.bytes(CorrectionJson.request(begun))),
                KeptAlive.over(pieces, LineBody.BLANK, timer));
    }

    /** All of it that has been sent. */
    String answer() {
        return String.join("", answer);
    }

    /** Completes when all of it has been sent: a deadline counts from there. */
    Mono<Void> ended() {
        return end.asMono();
    }

    /** The failure of whoever writes it is theirs, not the service's. */
    Throwable cause(Throwable error) {
        Throwable theirs = broken;
        return theirs == null ? error : theirs;
    }
}
