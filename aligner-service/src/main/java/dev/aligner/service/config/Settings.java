package dev.aligner.service.config;

import java.util.function.Supplier;

/**
 * The configuration in force. What may change while the service runs is asked for anew by each request, which then keeps to
 * its answer; everything else is as it was at the start.
 */
public final class Settings implements Supplier<AlignerProperties> {
    private volatile AlignerProperties current;

    /** @throws RefusedSettingException where two keys contradict each other */
    public Settings(AlignerProperties started) {
        this.current = started.consistent();
    }

    @Override
    public AlignerProperties get() {
        return current;
    }

    public void set(AlignerProperties next) {
        current = next;
    }
}
