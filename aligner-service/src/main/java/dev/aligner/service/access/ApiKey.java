package dev.aligner.service.access;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A key: 256 random bits, so that its plain SHA-256 tells nothing of it and needs no slow hash.
 *
 * @param text what the caller sends
 */
public record ApiKey(String text) {
    /** What every key that is made here begins with: it is told from an upstream's by this. */
    static final String PREFIX = "alk_";

    private static final int BYTES = 32;

    public static ApiKey random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new ApiKey(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Hexadecimal. */
    public String sha256() {
        return hash().toString();
    }

    HashCode hash() {
        return Hashing.sha256().hashString(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return PREFIX + "…";
    }
}
