package dev.aligner.remote;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the server is worth asking. It is not from the third failure in a row on, until it has answered something again:
 * as no request is sent meanwhile, a look at its health. Written on the loop, read by any thread.
 */
final class Breaker {
    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
    private static final int FAILURES = 3;

    private final String server;
    private int failures;
    private volatile boolean open;

    Breaker(String server) {
        this.server = server;
    }

    boolean isOpen() {
        return open;
    }

    void succeeded() {
        failures = 0;
        if (open) {
            LOG.info("{} answers again", server);
            open = false;
        }
    }

    void failed() {
        failures++;
        if (failures >= FAILURES && !open) {
            LOG.warn("{} failed {} times in a row, and is left in peace until it answers", server, failures);
            open = true;
        }
    }
}
