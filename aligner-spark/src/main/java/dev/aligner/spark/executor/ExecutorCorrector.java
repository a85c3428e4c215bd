package dev.aligner.spark.executor;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Corrector;
import dev.aligner.core.ErrorCode;
import dev.aligner.spark.manifest.ModelName;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one corrector of this executor. Its process has nothing that could own it (Spark makes the process and hands it tasks),
 * so it lives in a static map, loaded by the first task that wants it, and is closed when the process ends.
 */
final class ExecutorCorrector {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutorCorrector.class);
    private static final Map<CorrectorSource, ExecutorCorrector> LOADED = new HashMap<>();
    private static final ReentrantLock LOADING = new ReentrantLock();

    /** A process that is told to end does not wait for a model that is still being loaded. */
    private static final long CLOSING_SECONDS = 5;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ExecutorCorrector::closeAll, "aligner-close"));
    }

    private final Corrector corrector;
    private final Semaphore places;
    private final Concurrency concurrency;

    private ExecutorCorrector(Corrector corrector, Concurrency concurrency) {
        this.corrector = corrector;
        this.concurrency = concurrency;
        this.places = new Semaphore(concurrency.places(), true);
    }

    /**
     * This process's, opened if it is not yet; other tasks wait for that. One that can never correct again is replaced.
     *
     * @param inFlight wished for each task; 0 for as many as fill the slots
     */
    static ExecutorCorrector of(CorrectorSource source, int inFlight) {
        LOADING.lock();
        try {
            ExecutorCorrector known = LOADED.get(source);
            if (known != null && known.corrector.healthy()) {
                return known;
            }
            if (known != null) {
                LOG.warn("the corrector is broken: another one is opened in its place");
                LOADED.remove(source);
                known.corrector.close();
            }
            ExecutorPlace place = ExecutorPlace.here();
            Concurrency concurrency = Concurrency.of(source.slots(), place.tasks(), inFlight);
            Corrector corrector = CorrectorOpening.open(source, place, concurrency);
            LOG.info("{}: {} on {}, {}", corrector.card().id(), corrector.card().device(), place, concurrency);
            ExecutorCorrector opened = new ExecutorCorrector(corrector, concurrency);
            LOADED.put(source, opened);
            return opened;
        } finally {
            LOADING.unlock();
        }
    }

    /** Closes what this process has loaded. */
    static void closeAll() {
        try {
            if (LOADING.tryLock(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                try {
                    LOADED.values().forEach(each -> each.corrector.close());
                    LOADED.clear();
                } finally {
                    LOADING.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Corrector corrector() {
        return corrector;
    }

    /** Shared by the executor's tasks: one for each correction that is under way. */
    Semaphore places() {
        return places;
    }

    int inFlight() {
        return concurrency.inFlight();
    }

    ModelName model() {
        return new ModelName(corrector.card().id(), corrector.card().digest());
    }

    /** @throws AlignerException MODEL_FILE where this machine has another model than the one that the run began with */
    void require(ModelName begun) {
        if (!model().equals(begun)) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FILE,
                    "model: " + model() + " on this executor (expected: " + begun + ", which the run began with)");
        }
    }
}
