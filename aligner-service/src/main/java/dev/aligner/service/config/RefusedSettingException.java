package dev.aligner.service.config;

import org.jspecify.annotations.Nullable;

/** A setting that can be read, and with which the service must not start. The message names it and what was expected. */
public final class RefusedSettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RefusedSettingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
