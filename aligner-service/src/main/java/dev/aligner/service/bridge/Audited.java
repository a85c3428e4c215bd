package dev.aligner.service.bridge;

import dev.aligner.core.AlignerException;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Corrector;
import dev.aligner.core.CorrectorCard;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Sampling;
import dev.aligner.service.audit.Audit;
import dev.aligner.service.audit.Origin;
import dev.aligner.service.audit.Outcome;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Corrections whose end is logged, however they end. Where records are required nothing of a correction leaves before its
 * record is written: its text comes in one piece then.
 */
record Audited(Audit audit, Origin origin, Supplier<Corrector> corrector, Scheduler delivery) {

    Flux<CorrectionEvent> over(
            CorrectionRequest asked, Function<CorrectionRequest, Flux<CorrectionEvent>> corrections) {
        return Flux.defer(() -> {
            CorrectionRequest request = seeded(asked);
            CorrectorCard card = card(request);
            AtomicBoolean ended = new AtomicBoolean();
            Flux<CorrectionEvent> events = corrections.apply(request);
            return (audit.required() ? events.filter(event -> !(event instanceof CorrectionEvent.Delta)) : events)
                    .onErrorResume(error -> {
                        ended.set(true);
                        return failed(request, card, error).then(Mono.error(error));
                    })
                    .concatMap(
                            event -> {
                                if (!(event instanceof CorrectionEvent.Result result)) {
                                    return Mono.just(event);
                                }
                                ended.set(true);
                                return audit.write(origin, request, card, new Outcome.Done(result.correction()))
                                        .thenMany(ending(result));
                            },
                            1)
                    .doOnCancel(() -> {
                        if (ended.compareAndSet(false, true)) {
                            // nobody waits for it
                            audit.write(origin, request, card, new Outcome.Cancelled())
                                    .subscribe(nothing -> {}, unwritten -> {});
                        }
                    });
        });
    }

    private Flux<CorrectionEvent> ending(CorrectionEvent.Result result) {
        if (!audit.required()) {
            return Flux.just(result);
        }
        String text = result.correction().text();
        Flux<CorrectionEvent> all =
                text.isEmpty() ? Flux.just(result) : Flux.just(new CorrectionEvent.Delta(text), result);
        // the thread that writes has other things to do
        return all.publishOn(delivery);
    }

    private Mono<Void> failed(CorrectionRequest request, @Nullable CorrectorCard card, Throwable error) {
        boolean askedAgain = origin.surface().equals(Origin.BATCH)
                && error instanceof AlignerException known
                && known.code() == ErrorCode.QUEUE_FULL;
        return askedAgain
                ? Mono.empty()
                // the caller is told why it failed, whether that was written or not
                : audit.write(origin, request, card, Outcome.failed(error))
                        .onErrorComplete()
                        .publishOn(delivery);
    }

    private @Nullable CorrectorCard card(CorrectionRequest request) {
        try {
            Corrector now = corrector.get();
            String model = request.model();
            return now.cards().stream()
                    .filter(card -> model == null || card.id().equals(model))
                    .findFirst()
                    .orElse(null);
        } catch (AlignerException none) {
            return null;
        }
    }

    /** A seed that the engine drew would be unknown, and the correction could not be made again. */
    private static CorrectionRequest seeded(CorrectionRequest request) {
        Sampling sampling = request.sampling();
        if (sampling.temperature() == 0 || sampling.seed() != null) {
            return request;
        }
        return request.withSampling(new Sampling(
                sampling.temperature(),
                sampling.topK(),
                sampling.topP(),
                sampling.repetitionPenalty(),
                sampling.frequencyPenalty(),
                ThreadLocalRandom.current().nextLong(Long.MAX_VALUE),
                sampling.maxTokens(),
                sampling.stop()));
    }
}
