package dev.aligner.service.host;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Looks again and again whether the corrector can still work. One whose engine hangs never says so by itself, and who waits
 * for it would wait until his own deadline.
 */
public final class Watchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private final CorrectorHost host;
    private final Runnable onBroken;
    private final Sinks.One<AlignerException> broken = Sinks.one();
    private final Disposable looking;

    /**
     * @param period between two looks
     * @param onBroken told once
     */
    public Watchdog(CorrectorHost host, Duration period, Scheduler scheduler, Runnable onBroken) {
        this.host = host;
        this.onBroken = onBroken;
        this.looking = scheduler.schedulePeriodically(this::look, period.toNanos(), period.toNanos(), NANOSECONDS);
    }

    /** What whoever waits for the corrector is to be told, as soon as it will not work again. */
    public Mono<AlignerException> broken() {
        return broken.asMono();
    }

    private void look() {
        if (host.healthy()) {
            return;
        }
        looking.dispose();
        LOG.error("the corrector is broken, and only a new process helps: /livez says so from now on");
        broken.tryEmitValue(AlignerException.of(ErrorCode.MODEL_FAILED, "engine: broken (expected: a working model)"));
        onBroken.run();
    }

    @Override
    public void close() {
        looking.dispose();
    }
}
