package dev.aligner.relay;

import dev.aligner.core.Action;
import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Question;
import dev.aligner.core.Reason;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Makes an eight of each six; a text with "seven" is left alone for a reason, and one with "nine" fails. */
final class StubCorrector implements Corrections {
    private final AtomicInteger asked = new AtomicInteger();
    private final List<Look> looks = new ArrayList<>();

    /**
     * A beginning that it was given to read.
     *
     * @param end ends the reading
     */
    record Look(String text, Sinks.Empty<Void> end, AtomicBoolean dropped) {}

    List<Look> looks() {
        return looks;
    }

    @Override
    public Mono<Void> readAhead(CorrectionRequest begun) {
        Look look = new Look(begun.answer(), Sinks.empty(), new AtomicBoolean());
        looks.add(look);
        return look.end().asMono().doOnCancel(() -> look.dropped().set(true));
    }

    int asked() {
        return asked.get();
    }

    PieceCorrector pieces(Blocking blocking) {
        return new PieceCorrector(this, Question.of("How many?"), "", null, null, Policies.DEADLINE, blocking);
    }

    @Override
    public Mono<Correction> correct(CorrectionRequest request) {
        asked.incrementAndGet();
        String answer = request.answer();
        if (answer.contains("nine")) {
            return Mono.error(AlignerException.of(ErrorCode.MODEL_FAILED, "tensor: broken"));
        }
        return Mono.just(
                answer.contains("seven")
                        ? Correction.unchanged(
                                "stub",
                                Action.BYPASSED,
                                answer,
                                Reason.FACT_ADDED,
                                FinishReason.STOP,
                                1,
                                new Usage(5, 2, 0),
                                Timings.NOTHING)
                        : Correction.of(
                                "stub",
                                answer,
                                answer.replace("six", "eight"),
                                FinishReason.STOP,
                                1,
                                new Usage(5, 2, 0),
                                Timings.NOTHING));
    }
}
