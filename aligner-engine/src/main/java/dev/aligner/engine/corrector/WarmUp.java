package dev.aligner.engine.corrector;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Corrector;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The first requests of a process are several times slower than the later ones: kernels are made for each shape, classes
 * are loaded, loops are compiled. These requests are ours, through all that a caller's go through, alone and together.
 */
final class WarmUp {
    private static final String SENTENCE = "The bridge was opened in spring and is crossed by many people every day. ";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Sampling SHORT = new Sampling(0, 0, 1, 1, 0, null, 6, List.of());

    private WarmUp() {}

    /** Returns when the corrector is warm. What it wrote does not matter, nor whether the policy let it pass. */
    static void of(Corrector corrector) {
        for (int sentences : new int[] {1, 4, 8}) {
            run(corrector, 1, sentences);
        }
        run(corrector, 4, 2);
    }

    private static void run(Corrector corrector, int together, int sentences) {
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (int i = 0; i < together; i++) {
            CompletableFuture<Void> end = new CompletableFuture<>();
            ends.add(end);
            Ending ending = new Ending(end);
            try {
                corrector.correct(request(sentences), ending);
            } catch (AlignerException refused) {
                ending.failed(refused);
            }
        }
        ends.forEach(CompletableFuture::join);
    }

    private static CorrectionRequest request(int sentences) {
        return new CorrectionRequest(
                Question.of("What about the bridge?"), SENTENCE.repeat(sentences), null, 1.0, SHORT, PATIENCE);
    }

    private record Ending(CompletableFuture<Void> end) implements CorrectionListener {
        @Override
        public void delta(String text) {}

        @Override
        public void corrected(Correction correction) {
            end.complete(null);
        }

        @Override
        public void failed(AlignerException error) {
            if (error.code() == ErrorCode.MODEL_FAILED) {
                end.completeExceptionally(error);
            } else {
                // the policy does not let it pass, or it is too long for a small window
                end.complete(null);
            }
        }
    }
}
