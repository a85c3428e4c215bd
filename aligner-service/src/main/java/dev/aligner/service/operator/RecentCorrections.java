package dev.aligner.service.operator;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.service.bridge.CorrectionWatch;
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
public final class RecentCorrections {
    static final int KEPT = 256;

    private final InstantSource clock;
    private final AtomicLong written = new AtomicLong();
    private final AtomicReferenceArray<@Nullable SeenCorrection> ring = new AtomicReferenceArray<>(KEPT);
    private final CorrectionCounts counts = new CorrectionCounts();

    public RecentCorrections(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Sees what is asked for on one surface.
     *
     * @param surface of a closed set: it labels counts
     * @param id by which a client knows its request, or null
     */
    public CorrectionWatch watch(String surface, @Nullable String id) {
        return new CorrectionWatch() {
            @Override
            public void corrected(Correction correction) {
                add(SeenCorrection.of(clock.millis(), id, surface, correction));
                counts.used(correction.usage(), correction.timings());
            }

            @Override
            public void failed(Throwable error) {
                String reason =
                        error instanceof AlignerException known ? known.code().wireName() : "internal_error";
                add(SeenCorrection.failed(clock.millis(), id, surface, reason));
            }
        };
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
