package dev.aligner.spark.service;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectionTask;
import dev.aligner.core.ErrorCode;
import java.util.concurrent.atomic.AtomicBoolean;

/** One request and who waits for it. Its first end counts. */
final class ServiceCall implements CorrectionTask {
    private final long id;
    private final CorrectionRequest request;
    private final CorrectionListener listener;
    private final AtomicBoolean done = new AtomicBoolean();

    ServiceCall(long id, CorrectionRequest request, CorrectionListener listener) {
        this.id = id;
        this.request = request;
        this.listener = listener;
    }

    long id() {
        return id;
    }

    CorrectionRequest request() {
        return request;
    }

    boolean isDone() {
        return done.get();
    }

    void corrected(Correction correction) {
        if (done.compareAndSet(false, true)) {
            listener.corrected(correction);
        }
    }

    void failed(AlignerException error) {
        if (done.compareAndSet(false, true)) {
            listener.failed(error);
        }
    }

    /** What the service still makes of it is not heard. */
    @Override
    public void cancel() {
        failed(AlignerException.of(ErrorCode.CANCELLED, "cancelled"));
    }
}
