package dev.aligner.remote;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A server's bearer key. Nothing shows it but the header that it is for. */
public final class ApiKey {
    private final String secret;

    private ApiKey(String secret) {
        this.secret = secret;
    }

    /** @throws IllegalArgumentException where it cannot stand in a header; it is not quoted */
    public static ApiKey of(String secret) {
        if (secret.isEmpty() || !secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("api key (expected: visible ASCII characters, at least one)");
        }
        return new ApiKey(secret);
    }

    /**
     * The text of a file, without the white space around it.
     *
     * @throws AlignerException MODEL_FILE where it is missing, unreadable, or no key
     */
    public static ApiKey read(Path file) {
        try {
            return of(Files.readString(file).strip());
        } catch (IOException | IllegalArgumentException e) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FILE, file + ": no api key (expected: a file that holds one, in visible ASCII)", e);
        }
    }

    /** The value of the header {@code Authorization}, which is nothing to show. */
    public String header() {
        return "Bearer " + secret;
    }

    @Override
    public String toString() {
        return "ApiKey[…]";
    }
}
