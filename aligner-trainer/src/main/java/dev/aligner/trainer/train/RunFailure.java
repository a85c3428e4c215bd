package dev.aligner.trainer.train;

/** A run that cannot go on. Its message is for the person who started it: what happened, and from where to go on. */
final class RunFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RunFailure(String message) {
        super(message);
    }

    RunFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
