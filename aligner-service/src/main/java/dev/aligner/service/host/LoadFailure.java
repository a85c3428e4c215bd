package dev.aligner.service.host;

/** What happens to the process when there will never be a corrector. */
@FunctionalInterface
public interface LoadFailure {
    /** Called once, on the loading thread. */
    void occurred(Throwable error);
}
