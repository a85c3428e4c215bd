package dev.aligner.trainer.pairs;

import dev.aligner.core.Message;
import dev.aligner.core.Question;
import dev.aligner.trainer.file.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Something to ask a policy.
 *
 * @param key says which prompt it is, whatever file it came in: a digest of all that follows
 * @param answer the policy's, where the row holds one; then no policy is asked
 * @param instruction for the corrector, or null
 */
record Prompt(
        String key,
        Question question,
        @Nullable String answer,
        @Nullable String instruction) {

    static Prompt of(Question question, @Nullable String answer, @Nullable String instruction) {
        MessageDigest digest = Sha256.start();
        for (Message turn : question.messages()) {
            update(digest, turn.role().wireName());
            update(digest, turn.content());
        }
        update(digest, answer);
        update(digest, instruction);
        return new Prompt(HexFormat.of().formatHex(digest.digest(), 0, 16), question, answer, instruction);
    }

    /**
     * The random state of one answer to this prompt: the same wherever in a run it is drawn.
     *
     * @param draw which of several answers to the same prompt
     */
    long seed(long runSeed, int draw) {
        byte[] hash = Sha256.start().digest((runSeed + ":" + key + ":" + draw).getBytes(StandardCharsets.UTF_8));
        long seed = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            seed = seed << Byte.SIZE | (hash[i] & 0xff);
        }
        // numbers that survive a reader of JSON which knows only doubles
        return seed >>> 11;
    }

    /** The length goes in front, so that no two sequences of texts look alike; a missing text has none. */
    private static void update(MessageDigest digest, @Nullable String text) {
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        digest.update(((text == null ? -1 : bytes.length) + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }
}
