package dev.aligner.trainer.evaluate;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Care;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Corrector;
import dev.aligner.core.CorrectorCard;
import dev.aligner.core.Sampling;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A corrector of this process, greedy. Closes it. */
final class EngineAnswers implements AnswerCorrector {
    /** Nobody waits for an answer here, but a hung engine must end some time. */
    private static final Duration TIMEOUT = Duration.ofHours(1);

    private final Corrector corrector;
    private final int concurrency;
    private final String gate;
    private final @Nullable Double strength;
    private final double steering;

    /**
     * @param concurrency requests at once, at most what the corrector's queue takes
     * @param gate what keeps changes back, in words: the same weights behind another gate are another corrector
     */
    EngineAnswers(Corrector corrector, int concurrency, String gate) {
        this(corrector, concurrency, gate, null);
    }

    /** At another strength than the corrector's own. */
    EngineAnswers(Corrector corrector, int concurrency, String gate, @Nullable Double strength) {
        this(corrector, concurrency, gate, strength, 0);
    }

    /** Steered by so much. */
    static EngineAnswers steered(Corrector corrector, int concurrency, String gate, double steering) {
        return new EngineAnswers(corrector, concurrency, gate, null, steering);
    }

    private EngineAnswers(
            Corrector corrector, int concurrency, String gate, @Nullable Double strength, double steering) {
        this.corrector = corrector;
        this.concurrency = concurrency;
        this.gate = gate;
        this.strength = strength;
        this.steering = steering;
    }

    @Override
    public String identity() {
        CorrectorCard card = corrector.card();
        return "model " + card.id() + ", " + card.precision() + ", " + card.digest() + ", " + gate
                + (strength == null ? "" : ", strength " + strength)
                + (steering == 0 ? "" : ", steering " + steering);
    }

    @Override
    public void correct(List<Case> cases, Outputs outputs) {
        Semaphore places = new Semaphore(concurrency);
        for (Case one : cases) {
            places.acquireUninterruptibly();
            Listener listener = new Listener(one, outputs, places);
            try {
                corrector.correct(
                        new CorrectionRequest(
                                one.question(),
                                one.answer(),
                                one.instruction(),
                                strength,
                                Sampling.GREEDY,
                                TIMEOUT,
                                null,
                                Care.USUAL,
                                steering),
                        listener);
            } catch (AlignerException e) {
                listener.failed(e);
            }
        }
        places.acquireUninterruptibly(concurrency);
    }

    private record Listener(Case one, Outputs outputs, Semaphore places) implements CorrectionListener {
        @Override
        public void delta(String text) {}

        @Override
        public void corrected(Correction correction) {
            tell(() -> {
                String reason =
                        correction.reason() == null ? null : correction.reason().wireName();
                outputs.corrected(
                        one, new Output(correction.text(), correction.action().name(), reason, correction.margin()));
            });
        }

        @Override
        public void failed(AlignerException error) {
            tell(() -> outputs.failed(one, error.code().wireName() + ": " + error.getMessage()));
        }

        private void tell(Runnable news) {
            try {
                synchronized (outputs) {
                    news.run();
                }
            } finally {
                places.release();
            }
        }
    }

    @Override
    public void close() {
        corrector.close();
    }
}
