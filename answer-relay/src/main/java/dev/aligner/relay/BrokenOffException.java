package dev.aligner.relay;

import java.io.IOException;

/** The upstream ended before its answer did, though it closed its connection as if all had been said. */
public final class BrokenOffException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenOffException() {
        super("a packed body ended in its middle");
    }
}
