package dev.aligner.service.outgoing;

import java.io.IOException;

/** A host of the configuration is at an address where it may not be. */
public final class RefusedAddressException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedAddressException(String refusal) {
        super(refusal);
    }
}
