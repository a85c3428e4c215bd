package dev.aligner.service.bridge;

import dev.aligner.core.Correction;

/** Told how corrections end, on the threads that deliver them: neither may block. One that nobody waited for ends unseen. */
public interface CorrectionWatch {
    /** Watches nothing. */
    CorrectionWatch NONE = new CorrectionWatch() {
        @Override
        public void corrected(Correction correction) {}

        @Override
        public void failed(Throwable error) {}
    };

    void corrected(Correction correction);

    void failed(Throwable error);
}
