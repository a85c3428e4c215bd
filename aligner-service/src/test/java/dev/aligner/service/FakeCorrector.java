package dev.aligner.service;

import dev.aligner.core.Action;
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
import dev.aligner.core.Reason;
import dev.aligner.core.Strengths;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A corrector without a model: it takes the word "damn " out of an answer and leaves the rest. An instruction scripts it:
 * {@code fail} fails after the first piece, {@code degenerate} fails before any, {@code refuse} throws at the call, and
 * {@code bypass} with a {@link Reason} leaves the answer alone for that, and {@code count} makes an eight of each six instead.
 * {@link #hold} keeps what comes after it from ending; each accepted request has one of {@code places} until it ends.
 */
public final class FakeCorrector implements Corrector {
    public static final String ID = "fake-135m";

    private static final String BYPASS = "bypass ";

    private final ExecutorService engine = Executors.newSingleThreadExecutor(work -> new Thread(work, "fake-engine"));
    private final int capacity;
    private final Semaphore places;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Semaphore cancellations = new Semaphore(0);
    private final Semaphore starts = new Semaphore(0);
    private final BlockingQueue<String> read = new LinkedBlockingQueue<>();
    private final AtomicInteger reading = new AtomicInteger();
    private final AtomicInteger mostReading = new AtomicInteger();
    private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);
    private volatile CountDownLatch readingGate = new CountDownLatch(0);
    private volatile boolean broken;
    private volatile boolean loading;

    public FakeCorrector(int places) {
        this.capacity = places;
        this.places = new Semaphore(places);
    }

    public static String corrected(String answer) {
        return answer.replace("damn ", "");
    }

    /** As with the instruction {@code count}. */
    public static String counted(String answer) {
        return answer.replace("six", "eight").replace("Six", "Eight");
    }

    public void hold() {
        gate = new CompletableFuture<>();
    }

    public void release() {
        gate.complete(null);
    }

    /** Keeps what is read ahead from being read to its end. */
    public void holdReading() {
        readingGate = new CountDownLatch(1);
    }

    public void releaseReading() {
        readingGate.countDown();
    }

    /** The next beginning of an answer that it was given to read, or null if none comes within ten seconds. */
    public @Nullable String awaitReading() throws InterruptedException {
        return read.poll(10, TimeUnit.SECONDS);
    }

    /** Beginnings that it was given to read and nobody has waited for. */
    public List<String> read() {
        return List.copyOf(read);
    }

    /** The most beginnings that were being read at once. */
    public int mostReading() {
        return mostReading.get();
    }

    /** Whether a request that nobody has waited for yet is accepted within ten seconds. */
    public boolean awaitStart() throws InterruptedException {
        return starts.tryAcquire(10, TimeUnit.SECONDS);
    }

    /** Whether so many cancellations that nobody has waited for yet come within ten seconds. */
    public boolean awaitCancellations(int number) throws InterruptedException {
        return cancellations.tryAcquire(number, 10, TimeUnit.SECONDS);
    }

    /** Whether within ten seconds everything is said of what was started before: a place is free a little earlier. */
    public boolean awaitSilence() throws InterruptedException {
        CountDownLatch behind = new CountDownLatch(1);
        engine.execute(behind::countDown);
        return behind.await(10, TimeUnit.SECONDS);
    }

    /** Forgets starts, cancellations and readings nobody waited for. */
    public void reset() {
        release();
        releaseReading();
        loading = false;
        read.clear();
        mostReading.set(0);
        starts.drainPermits();
        cancellations.drainPermits();
        accepted.set(0);
        most.set(0);
    }

    public int accepted() {
        return accepted.get();
    }

    /** The most requests that were under way at once. */
    public int most() {
        return most.get();
    }

    @Override
    public CorrectorCard card() {
        return new CorrectorCard(
                ID, "fake", "t0", "00", "float32", "cpu", 2048, Strengths.ENDS, 1, Map.of("safe", "Make it safer."));
    }

    @Override
    public CorrectionTask correct(CorrectionRequest request, CorrectionListener listener) {
        if ("refuse".equals(request.instruction())) {
            throw AlignerException.invalidField("instruction", "instruction: not one of safe");
        }
        if (!places.tryAcquire()) {
            throw queueFull();
        }
        if (loading) {
            places.release();
            admit();
        }
        accepted.incrementAndGet();
        most.accumulateAndGet(capacity - places.availablePermits(), Math::max);
        Task task = new Task(request, listener);
        CompletableFuture<Void> unused = gate.thenRunAsync(task::run, engine);
        starts.release();
        return task;
    }

    @Override
    public void readAhead(CorrectionRequest begun) {
        mostReading.accumulateAndGet(reading.incrementAndGet(), Math::max);
        read.add(begun.answer());
        try {
            if (!readingGate.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("reading: held and never released");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            reading.decrementAndGet();
        }
    }

    /** Takes every place that is free, until {@link #release}. */
    public void fill() {
        hold();
        while (places.availablePermits() > 0) {
            CorrectionTask unused = correct(
                    CorrectionRequest.of(Question.of("Why?"), "A key.").withTimeout(Duration.ofMinutes(1)),
                    new CorrectionListener() {
                        @Override
                        public void delta(String text) {}

                        @Override
                        public void corrected(Correction correction) {}

                        @Override
                        public void failed(AlignerException error) {}
                    });
        }
    }

    /** As if its model was still loading, or no longer. */
    public void loading(boolean now) {
        loading = now;
    }

    @Override
    public void admit() {
        if (loading) {
            throw AlignerException.retryLater(ErrorCode.NOT_READY, "the model is still loading", Duration.ofSeconds(5));
        }
        if (places.availablePermits() == 0) {
            throw queueFull();
        }
    }

    private AlignerException queueFull() {
        return AlignerException.retryLater(
                ErrorCode.QUEUE_FULL, "queue: " + capacity + " waiting (expected: fewer)", Duration.ofMillis(1500));
    }

    /** For good. */
    public void breakDown() {
        broken = true;
    }

    @Override
    public boolean healthy() {
        return !broken;
    }

    @Override
    public CorrectorLoad load() {
        return new CorrectorLoad(0, capacity - places.availablePermits());
    }

    @Override
    public void close() {
        engine.shutdown();
    }

    private final class Task implements CorrectionTask {
        private final CorrectionRequest request;
        private final CorrectionListener listener;
        private final AtomicBoolean ended = new AtomicBoolean();

        Task(CorrectionRequest request, CorrectionListener listener) {
            this.request = request;
            this.listener = listener;
        }

        @Override
        public void cancel() {
            if (ended.compareAndSet(false, true)) {
                places.release();
                cancellations.release();
                engine.execute(() -> listener.failed(AlignerException.of(ErrorCode.CANCELLED, "cancelled")));
            }
        }

        private void run() {
            if (!ended.compareAndSet(false, true)) {
                return;
            }
            places.release();
            String instruction = request.instruction();
            if ("degenerate".equals(instruction)) {
                listener.failed(AlignerException.of(ErrorCode.DEGENERATE_OUTPUT, "output: empty"));
                return;
            }
            Correction correction = correction();
            for (String piece : pieces(correction.text())) {
                listener.delta(piece);
                if ("fail".equals(instruction)) {
                    listener.failed(AlignerException.of(ErrorCode.MODEL_FAILED, "tensor: broken"));
                    return;
                }
            }
            listener.corrected(correction);
        }

        /** Words, each with the space after it. */
        private static List<String> pieces(String text) {
            return Pattern.compile("[^ ]* ?")
                    .matcher(text)
                    .results()
                    .map(MatchResult::group)
                    .filter(piece -> !piece.isEmpty())
                    .toList();
        }

        private Correction correction() {
            String answer = request.answer();
            if (request.strengthOr(1) == 0) {
                return Correction.unchanged(
                        ID, Action.NONE, answer, Reason.STRENGTH_ZERO, null, 0, Usage.NOTHING, Timings.NOTHING);
            }
            String instruction = request.instruction();
            if (instruction != null && instruction.startsWith(BYPASS)) {
                Reason reason = Reason.valueOf(instruction.substring(BYPASS.length()));
                return Correction.unchanged(
                        ID, Action.BYPASSED, answer, reason, FinishReason.STOP, 1, Usage.NOTHING, Timings.NOTHING);
            }
            String text = "count".equals(instruction) ? counted(answer) : corrected(answer);
            int tokens = answer.split(" ", -1).length;
            return Correction.of(
                            ID,
                            answer,
                            text,
                            FinishReason.STOP,
                            request.strengthOr(1),
                            new Usage(tokens + 10, tokens, 1),
                            new Timings(
                                    Duration.ofMillis(1),
                                    Duration.ofMillis(2),
                                    Duration.ofMillis(3),
                                    Duration.ofMillis(7)))
                    .withMargin(1.25);
        }
    }
}
