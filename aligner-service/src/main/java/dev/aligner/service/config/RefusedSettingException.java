package dev.aligner.service.config;

import org.jspecify.annotations.Nullable;

/**
 * A setting that can be read, and with which the service must not start, or two of which only one can be meant. The message
 * names them and what was expected.
 */
public final class RefusedSettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RefusedSettingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Of {@code what}, a sentence's beginning. */
    public RefusedSettingException(String what, String expected) {
        this(what + " (expected: " + expected + ")", (Throwable) null);
    }
}
