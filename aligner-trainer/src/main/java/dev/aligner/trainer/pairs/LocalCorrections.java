package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Corrector;
import dev.aligner.core.Question;
import dev.aligner.core.Reason;
import dev.aligner.core.Sampling;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Corrections of a corrector in this process, by its own strength and greedily. They have margins if its {@code
 * aligner.json} has one. It goes with this.
 */
record LocalCorrections(Corrector corrector) implements Corrections {
    /** Nobody waits for a single correction. */
    private static final Duration NEVER = Duration.ofDays(365);

    @Override
    public ModelName name() {
        return new ModelName(corrector.card().id(), corrector.card().digest());
    }

    @Override
    public CompletableFuture<Corrected> correct(Question question, String answer, @Nullable String instruction) {
        CompletableFuture<Corrected> corrected = new CompletableFuture<>();
        try {
            corrector.correct(
                    new CorrectionRequest(question, answer, instruction, null, Sampling.GREEDY, NEVER),
                    new Listener(corrected));
        } catch (AlignerException e) {
            corrected.completeExceptionally(e);
        }
        return corrected;
    }

    private record Listener(CompletableFuture<Corrected> corrected) implements CorrectionListener {
        @Override
        public void delta(String text) {}

        @Override
        public void corrected(Correction correction) {
            Reason reason = correction.reason();
            var unused = corrected.completeAsync(() -> new Corrected(
                    correction.text(),
                    correction.editRatio(),
                    correction.margin(),
                    reason == null ? null : reason.wireName()));
        }

        @Override
        public void failed(AlignerException error) {
            var unused = corrected.completeAsync(() -> {
                throw new CompletionException(error);
            });
        }
    }

    @Override
    public void close() {
        corrector.close();
    }
}
