package dev.aligner.service.operator;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.service.observe.CorrectionWatch;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The last corrections of this process, and counts of all of them. A ring without a lock: a reader may miss one that is
 * being written, and no event loop waits.
 */
public final class RecentCorrections implements CorrectionWatch {
    static final int KEPT = 256;

    private final InstantSource clock;
    private final AtomicLong written = new AtomicLong();
    private final AtomicReferenceArray<@Nullable SeenCorrection> ring = new AtomicReferenceArray<>(KEPT);
    private final CorrectionCounts counts = new CorrectionCounts();

    public RecentCorrections(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void corrected(String route, @Nullable String requestId, Correction correction) {
        add(SeenCorrection.of(clock.millis(), requestId, route, correction));
        counts.used(correction.usage(), correction.timings());
    }

    @Override
    public void failed(String route, @Nullable String requestId, Throwable error) {
        String reason = error instanceof AlignerException known ? known.code().wireName() : "internal_error";
        add(SeenCorrection.failed(clock.millis(), requestId, route, reason));
    }

    private void add(SeenCorrection seen) {
        counts.ended(seen);
        ring.set((int) (written.getAndIncrement() % KEPT), seen);
    }

    CorrectionCounts counts() {
        return counts;
    }

    /** The last ones, newest first. */
    List<SeenCorrection> last() {
        long end = written.get();
        List<SeenCorrection> last = new ArrayList<>();
        for (long at = end - 1; at >= Math.max(0, end - KEPT); at--) {
            SeenCorrection seen = ring.get((int) (at % KEPT));
            if (seen != null) {
                last.add(seen);
            }
        }
        return last;
    }
}
