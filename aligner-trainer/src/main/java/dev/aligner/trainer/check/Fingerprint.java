package dev.aligner.trainer.check;

import dev.aligner.trainer.file.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;

/** Stands for texts: equal for equal ones, and for others in no data that will ever be made (128 bits of SHA-256). */
record Fingerprint(long first, long second) {
    /** Of some texts in order. */
    static Fingerprint of(String... texts) {
        MessageDigest digest = Sha256.start();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new Fingerprint(hash.getLong(), hash.getLong());
    }

    /** Of what is left of a text without case, punctuation and white space, or of all of it where nothing is left. */
    static Fingerprint ofWords(String... texts) {
        String[] words = new String[texts.length];
        for (int i = 0; i < texts.length; i++) {
            String left = texts[i].toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{M}\\p{N}]+", " ")
                    .strip();
            words[i] = left.isEmpty() ? texts[i].strip() : left;
        }
        return of(words);
    }
}
