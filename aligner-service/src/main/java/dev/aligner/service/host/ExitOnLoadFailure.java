package dev.aligner.service.host;

import dev.aligner.core.AlignerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;

/** A service that can never answer ends, with a message and a code, rather than fail its probes for ever. */
public final class ExitOnLoadFailure implements LoadFailure {
    public static final int EXIT_CODE = 3;

    private static final Logger LOG = LoggerFactory.getLogger(ExitOnLoadFailure.class);

    private final ApplicationContext context;

    public ExitOnLoadFailure(ApplicationContext context) {
        this.context = context;
    }

    @Override
    public void occurred(Throwable error) {
        if (error instanceof AlignerException expected) {
            LOG.error("the corrector cannot be loaded: {}", expected.getMessage());
            LOG.debug("its cause", expected);
        } else {
            LOG.error("the corrector cannot be loaded", error);
        }
        // closing the context ends the last thread that keeps the process: without one of its own it would end with 0
        Thread exit = new Thread(() -> System.exit(SpringApplication.exit(context, () -> EXIT_CODE)), "exit");
        exit.setDaemon(false);
        exit.start();
    }
}
