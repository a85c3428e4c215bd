package dev.aligner.spark.executor;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectionTask;
import dev.aligner.core.Corrector;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a row that cannot be corrected from a corrector that cannot correct just now. The one is an outcome; the other is
 * waited for, and after that ends the task, which Spark gives to another executor.
 */
final class PatientCorrector {
    /** A failed step may be another request's fault, or the weather's. */
    private static final int MODEL_ATTEMPTS = 3;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Corrector corrector;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private final Later later;

    /** Does something after a while. */
    interface Later {
        void run(Duration pause, Runnable what);
    }

    PatientCorrector(Corrector corrector, Duration patience) {
        this(
                corrector,
                patience,
                System::nanoTime,
                (pause, what) -> CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(what));
    }

    PatientCorrector(Corrector corrector, Duration patience, LongSupplier nanoTime, Later later) {
        this.corrector = corrector;
        this.patience = patience;
        this.nanoTime = nanoTime;
        this.later = later;
    }

    /** @return fails with {@link AlignerException} where the corrector is at fault and not the row */
    CompletableFuture<Outcome> correct(CorrectionRequest request) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        new Attempt(request, outcome, nanoTime.getAsLong() + patience.toNanos()).start();
        return outcome;
    }

    private final class Attempt implements CorrectionListener {
        private final CorrectionRequest request;
        private final CompletableFuture<Outcome> outcome;
        private final long patientUntil;
        private volatile @Nullable CorrectionTask task;
        private int failed;

        Attempt(CorrectionRequest request, CompletableFuture<Outcome> outcome, long patientUntil) {
            this.request = request;
            this.outcome = outcome;
            this.patientUntil = patientUntil;
            var unused = outcome.whenComplete((result, error) -> {
                CorrectionTask running = task;
                if (outcome.isCancelled() && running != null) {
                    running.cancel();
                }
            });
        }

        void start() {
            if (outcome.isDone()) {
                return;
            }
            try {
                CorrectionTask started = corrector.correct(request, this);
                task = started;
                if (outcome.isCancelled()) {
                    started.cancel();
                }
            } catch (AlignerException e) {
                failed(e);
            }
        }

        @Override
        public void delta(String text) {}

        @Override
        public void corrected(Correction correction) {
            outcome.complete(new Outcome.Corrected(correction));
        }

        @Override
        public void failed(AlignerException error) {
            failed++;
            if (!corrector.healthy()) {
                outcome.completeExceptionally(error);
                return;
            }
            switch (error.code()) {
                case INVALID_FIELD, TOO_LARGE, DEADLINE, DEGENERATE_OUTPUT ->
                    outcome.complete(new Outcome.Failed(error));
                case UNKNOWN_MODEL, MODEL_FILE, CANCELLED, UNAUTHENTICATED, FORBIDDEN ->
                    outcome.completeExceptionally(error);
                case MODEL_FAILED -> {
                    if (failed < MODEL_ATTEMPTS) {
                        again(error);
                    } else {
                        outcome.complete(new Outcome.Failed(error));
                    }
                }
                case QUEUE_FULL, BREAKER_OPEN, NOT_READY, DRAINING, RATE_LIMITED -> {
                    if (nanoTime.getAsLong() - patientUntil < 0) {
                        again(error);
                    } else {
                        outcome.completeExceptionally(error);
                    }
                }
            }
        }

        private void again(AlignerException error) {
            Duration wished = error.retryAfter();
            Duration pause = wished == null ? FIRST_PAUSE.multipliedBy(1L << Math.min(failed, 8)) : wished;
            later.run(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause, this::start);
        }
    }
}
