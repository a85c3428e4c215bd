package dev.aligner.engine.corrector;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectionTask;
import dev.aligner.core.CorrectorCard;
import org.jspecify.annotations.Nullable;

/** A corrector that may be removed: its adapter is freed when it has been and its last request has ended. */
final class SideCorrector {
    private final ModelCorrector corrector;
    private final Dial dial;
    private final Attachments attachments;

    /** Requests under way, and one more until it is removed. */
    private int holders = 1;

    SideCorrector(ModelCorrector corrector, Dial dial, Attachments attachments) {
        this.corrector = corrector;
        this.dial = dial;
        this.attachments = attachments;
    }

    CorrectorCard card() {
        return corrector.card();
    }

    /** Null where it has been removed meanwhile. */
    @Nullable
    CorrectionTask correct(CorrectionRequest request, CorrectionListener listener) {
        if (!hold()) {
            return null;
        }
        try {
            return corrector.correct(request, new Releasing(listener));
        } catch (RuntimeException | Error e) {
            release();
            throw e;
        }
    }

    void remove() {
        release();
    }

    /** Ends it with the engine, which frees everything. */
    void retire() {
        corrector.retire();
    }

    private synchronized boolean hold() {
        if (holders == 0) {
            return false;
        }
        holders++;
        return true;
    }

    private synchronized boolean isLast() {
        return --holders == 0;
    }

    private void release() {
        if (isLast()) {
            corrector.retire();
            attachments.detach(dial);
        }
    }

    private final class Releasing implements CorrectionListener {
        private final CorrectionListener listener;

        Releasing(CorrectionListener listener) {
            this.listener = listener;
        }

        @Override
        public void delta(String text) {
            listener.delta(text);
        }

        @Override
        public void corrected(Correction correction) {
            release();
            listener.corrected(correction);
        }

        @Override
        public void failed(AlignerException error) {
            release();
            listener.failed(error);
        }
    }
}
