package dev.aligner.gateway;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.ErrorCode;
import dev.aligner.relay.Corrections;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The corrections of one answer by a corrector that need not be ours: each ends by its deadline and fails with {@link
 * AlignerException} alone.
 */
final class AnswerCorrections implements Corrections {
    private final Corrections corrector;
    private volatile @Nullable String model;

    AnswerCorrections(Corrections corrector) {
        this.corrector = corrector;
    }

    /** Who made the last one, or null before that. */
    @Nullable
    String model() {
        return model;
    }

    @Override
    public Mono<Correction> correct(CorrectionRequest request) {
        return Mono.defer(() -> corrector.correct(request))
                .timeout(request.timeout())
                .onErrorMap(AnswerCorrections::known)
                .doOnNext(correction -> model = correction.model());
    }

    @Override
    public void admit() {
        corrector.admit();
    }

    @Override
    public Mono<Void> readAhead(CorrectionRequest begun) {
        return Mono.defer(() -> corrector.readAhead(begun));
    }

    private static AlignerException known(Throwable error) {
        if (error instanceof AlignerException known) {
            return known;
        }
        return error instanceof TimeoutException
                ? AlignerException.of(ErrorCode.DEADLINE, "deadline: passed before the correction was done")
                : AlignerException.of(ErrorCode.MODEL_FAILED, "the corrector failed", error);
    }
}
