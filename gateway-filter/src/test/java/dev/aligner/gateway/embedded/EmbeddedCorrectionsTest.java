package dev.aligner.gateway.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectionTask;
import dev.aligner.core.Corrector;
import dev.aligner.core.CorrectorCard;
import dev.aligner.core.CorrectorLoad;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Question;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

class EmbeddedCorrectionsTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final CorrectionRequest REQUEST = CorrectionRequest.of(Question.of("How many?"), "six legs");

    private final Scripted corrector = new Scripted();
    private final EmbeddedCorrections corrections = new EmbeddedCorrections(corrector);

    @AfterEach
    void close() {
        corrections.close();
        assertThat(corrector.closed).hasValue(1);
    }

    /** Does as a test says, and remembers what it was asked. */
    private static final class Scripted implements Corrector {
        private final LinkedBlockingQueue<CorrectionListener> started = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<String> read = new LinkedBlockingQueue<>();
        private final Semaphore cancelled = new Semaphore(0);
        private final AtomicInteger closed = new AtomicInteger();
        private volatile @Nullable RuntimeException refusal;
        private volatile boolean ready = true;

        @Override
        public CorrectorCard card() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CorrectionTask correct(CorrectionRequest request, CorrectionListener listener) {
            RuntimeException now = refusal;
            if (now != null) {
                throw now;
            }
            started.add(listener);
            return cancelled::release;
        }

        @Override
        public void readAhead(CorrectionRequest begun) {
            read.add(begun.answer());
        }

        @Override
        public void admit() {
            RuntimeException now = refusal;
            if (now != null) {
                throw now;
            }
        }

        @Override
        public boolean ready() {
            return ready;
        }

        @Override
        public CorrectorLoad load() {
            return new CorrectorLoad(0, 0);
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }

        CorrectionListener awaitStart() throws InterruptedException {
            return Objects.requireNonNull(started.poll(20, TimeUnit.SECONDS), "nothing was started");
        }
    }

    private static Correction eight() {
        return Correction.of("m", "six legs", "eight legs", FinishReason.STOP, 1, Usage.NOTHING, Timings.NOTHING);
    }

    @Test
    void aCorrectionArrivesOnAThreadThatIsNotTheEngines() throws InterruptedException {
        LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Disposable asked = corrections
                .correct(REQUEST)
                .subscribe(done ->
                        heard.add(done.text() + " on " + Thread.currentThread().getName()));

        CorrectionListener listener = corrector.awaitStart();
        listener.delta("eight ");
        listener.corrected(eight());

        assertThat(heard.poll(20, TimeUnit.SECONDS)).startsWith("eight legs on parallel-");
        assertThat(asked.isDisposed()).isTrue();
    }

    @Test
    void whatFailsFails() throws InterruptedException {
        AtomicReference<@Nullable Throwable> heard = new AtomicReference<>();
        Semaphore told = new Semaphore(0);
        Disposable asked = corrections.correct(REQUEST).subscribe(done -> {}, error -> {
            heard.set(error);
            told.release();
        });
        corrector.awaitStart().failed(AlignerException.of(ErrorCode.MODEL_FAILED, "tensor: broken"));

        assertThat(told.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        assertThat(heard.get()).hasMessage("tensor: broken");
        assertThat(asked.isDisposed()).isTrue();
    }

    @Test
    void whatIsRefusedIsNotAskedAgain() {
        corrector.refusal = AlignerException.retryLater(ErrorCode.QUEUE_FULL, "queue: full", Duration.ofSeconds(1));

        assertThatThrownBy(() -> corrections.correct(REQUEST).block(LONG)).hasMessage("queue: full");
        assertThatThrownBy(corrections::admit).hasMessage("queue: full");

        corrector.refusal = new IllegalStateException("six legs are a secret");
        assertThatThrownBy(() -> corrections.correct(REQUEST).block(LONG))
                .isInstanceOfSatisfying(
                        AlignerException.class,
                        error -> assertThat(error.code()).isEqualTo(ErrorCode.MODEL_FAILED));
    }

    @Test
    void whoLeavesFreesTheSlot() throws InterruptedException {
        Disposable asked = corrections.correct(REQUEST).subscribe();
        CorrectionListener listener = corrector.awaitStart();

        asked.dispose();

        assertThat(corrector.cancelled.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        listener.failed(AlignerException.of(ErrorCode.CANCELLED, "cancelled"));
    }

    @Test
    void aModelThatDoesNotAnswerIsNotAsked() {
        corrections.admit();
        corrector.ready = false;

        assertThatThrownBy(corrections::admit)
                .isInstanceOfSatisfying(
                        AlignerException.class,
                        error -> assertThat(error.code()).isEqualTo(ErrorCode.NOT_READY));
    }

    @Test
    void whatIsBeingWrittenIsReadUnlessNothingWillBeCorrected() {
        corrections.readAhead(REQUEST).block(LONG);
        corrections.readAhead(REQUEST.withAnswer("six").withStrength(0.0)).block(LONG);

        assertThat(corrector.read).containsExactly("six legs");
    }
}
