package dev.aligner.service.wire;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * Makes ids that sort by time and cannot be guessed: a prefix and 26 characters of Crockford's base 32, 48 bits of Unix
 * milliseconds and 80 random ones (the form of a ULID).
 */
public final class Ids {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int TIME_CHARS = 10;
    private static final int RANDOM_CHARS = 16;

    private final InstantSource clock;
    private final SecureRandom random;

    public Ids(InstantSource clock) {
        this.clock = clock;
        this.random = seeded();
    }

    public String next(String prefix) {
        StringBuilder id = new StringBuilder(prefix.length() + TIME_CHARS + RANDOM_CHARS).append(prefix);
        long millis = clock.millis();
        for (int shift = 5 * (TIME_CHARS - 1); shift >= 0; shift -= 5) {
            id.append(ALPHABET.charAt((int) (millis >>> shift) & 31));
        }
        byte[] bytes = new byte[RANDOM_CHARS];
        random.nextBytes(bytes);
        for (byte value : bytes) {
            id.append(ALPHABET.charAt(value & 31));
        }
        return id.toString();
    }

    /** The default generator reads a device for each id, which an event loop must not; this one reads it once. */
    private static SecureRandom seeded() {
        try {
            SecureRandom random = SecureRandom.getInstance("DRBG");
            random.nextBytes(new byte[1]);
            return random;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK from 9 on has a DRBG", e);
        }
    }
}
