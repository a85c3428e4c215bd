package dev.aligner.engine.corrector;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.Timings;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A correction and when it ended, for {@link CorrectingBenchmark}. */
final class TimedCorrection implements CorrectionListener {
    private final long started = System.nanoTime();
    private final CompletableFuture<Measured> end = new CompletableFuture<>();

    /**
     * @param ms from the call to the result, as the caller sees it
     * @param firstMs from the call to the first new token, by the engine's own clock
     * @param drafted tokens of the answer that were tried as the correction's own, {@code accepted} of them rightly
     * @param reason why the output was not delivered as it was written; null if it was
     */
    record Measured(
            double ms,
            double firstMs,
            int prompt,
            int cached,
            int tokens,
            int passes,
            int drafted,
            int accepted,
            @Nullable String reason,
            String text) {}

    @Override
    public void delta(String text) {}

    @Override
    public void corrected(Correction correction) {
        double ms = (System.nanoTime() - started) / 1e6;
        Timings timings = correction.timings();
        end.complete(new Measured(
                ms,
                timings.queue().plus(timings.prefill()).toNanos() / 1e6,
                correction.usage().promptTokens(),
                correction.usage().cachedPromptTokens(),
                correction.usage().completionTokens(),
                timings.passes(),
                timings.draftTokens(),
                correction.usage().acceptedDraftTokens(),
                correction.reason() == null ? null : correction.reason().wireName(),
                correction.text()));
    }

    @Override
    public void failed(AlignerException error) {
        end.completeExceptionally(error);
    }

    Measured measured() {
        return end.join();
    }
}
