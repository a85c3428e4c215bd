package dev.aligner.service.extproc;

import dev.aligner.envoy.ExtProcServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/** Starts and stops the server with the application; requests that run at the end are let end. */
final class ExtProcLifecycle implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ExtProcLifecycle.class);

    private final ExtProcServer server;
    private final Duration grace;
    private volatile boolean running;

    ExtProcLifecycle(ExtProcServer server, Duration grace) {
        this.server = server;
        this.grace = grace;
    }

    @Override
    public void start() {
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException("aligner.ext-proc.port: cannot listen", e);
        }
        running = true;
        LOG.info("Envoy's external processor on port {}", server.port());
    }

    int port() {
        return server.port();
    }

    Duration grace() {
        return grace;
    }

    /** That of the web server: both drain at the same time, before the corrector closes. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
    }

    @Override
    public void stop(Runnable callback) {
        Thread drain = new Thread(
                () -> {
                    stop();
                    callback.run();
                },
                "ext-proc-drain");
        drain.start();
    }

    @Override
    public void stop() {
        try {
            server.stop(grace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
