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
    private static final int DRAWN_IDS = 64;

    private final InstantSource clock;
    private final SecureRandom random;
    /** Of many ids at once: the generator works as long for one. */
    private final byte[] drawn = new byte[RANDOM_CHARS * DRAWN_IDS];

    private int used = drawn.length;

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
        appendRandom(id);
        return id.toString();
    }

    private synchronized void appendRandom(StringBuilder id) {
        if (used == drawn.length) {
            random.nextBytes(drawn);
            used = 0;
        }
        for (int i = 0; i < RANDOM_CHARS; i++) {
            id.append(ALPHABET.charAt(drawn[used++] & 31));
        }
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
