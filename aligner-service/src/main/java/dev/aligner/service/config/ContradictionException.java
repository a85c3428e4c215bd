package dev.aligner.service.config;

/** Two configured keys of which only one can be meant. */
public final class ContradictionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    ContradictionException(String what, String expected) {
        super(what + " (expected: " + expected + ")");
    }
}
