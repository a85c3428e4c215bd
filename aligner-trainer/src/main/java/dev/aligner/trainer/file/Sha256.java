package dev.aligner.trainer.file;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest that keys and files are named by. */
public final class Sha256 {
    private Sha256() {}

    /** A digest of nothing yet. */
    public static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
