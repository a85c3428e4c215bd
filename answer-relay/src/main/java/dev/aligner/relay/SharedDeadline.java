package dev.aligner.relay;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.ErrorCode;
import java.time.Duration;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/** A corrector for all texts of one answer: together they have one deadline, which runs from the start. */
public final class SharedDeadline implements Corrections {
    private final Corrections corrector;
    private final Duration deadline;
    private final LongSupplier nanos;
    private final long end;

    /** @param nanos a clock that only goes forward */
    public SharedDeadline(Corrections corrector, Duration deadline, LongSupplier nanos) {
        this.corrector = corrector;
        this.deadline = deadline;
        this.nanos = nanos;
        this.end = nanos.getAsLong() + deadline.toNanos();
    }

    @Override
    public Mono<Correction> correct(CorrectionRequest request) {
        Duration left = Duration.ofNanos(end - nanos.getAsLong());
        if (left.toMillis() < 1) {
            return Mono.error(AlignerException.of(
                    ErrorCode.DEADLINE, "timeout: " + deadline.toMillis() + " ms passed before the correction began"));
        }
        return corrector.correct(request.withTimeout(left));
    }
}
