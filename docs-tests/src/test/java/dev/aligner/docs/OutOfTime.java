package dev.aligner.docs;

/** A command took longer than it may. What it said is all that there is to know: where the check stood when it gave up is not. */
final class OutOfTime extends AssertionError {
    private static final long serialVersionUID = 1;

    OutOfTime(String message) {
        super(message);
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
