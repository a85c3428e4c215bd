package dev.aligner.service.reload;

import dev.aligner.service.config.AlignerProperties;

/** A part of the service that holds something made of the configuration. */
@FunctionalInterface
public interface Reloadable {
    /**
     * Makes what another configuration asks for, and changes nothing yet.
     *
     * @return takes it over; cannot fail
     * @throws RuntimeException for a configuration that cannot be kept
     */
    Runnable prepare(AlignerProperties next);
}
