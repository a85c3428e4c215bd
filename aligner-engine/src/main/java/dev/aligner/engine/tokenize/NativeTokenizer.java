package dev.aligner.engine.tokenize;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import ai.djl.util.Utils;
import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A Hugging Face tokenizer in native memory. Safe to call from any thread; the lock keeps {@link #close} from freeing
 * it under a call.
 *
 * <p>The library is called below DJL's own {@code HuggingFaceTokenizer}, because that one reports to a server when it is
 * made, truncates and pads unless told not to, and copies eight arrays for each text where one is needed.
 */
final class NativeTokenizer implements AutoCloseable {
    static {
        // the loader reads these: the library comes from the jar, never from a network, and nobody is told
        setIfAbsent("RUST_FLAVOR", "cpu");
        setIfAbsent("ai.djl.offline", "true");
        setIfAbsent("OPT_OUT_TRACKING", "true");
    }

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private long handle;

    private NativeTokenizer(long handle) {
        this.handle = handle;
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * @throws AlignerException {@code MODEL_FILE} if the library refuses the text, {@code MODEL_FAILED} if there is no
     *     library for this machine, or no room to unpack it
     */
    static NativeTokenizer of(String tokenizerJson) {
        try {
            LibUtils.checkStatus();
        } catch (EngineException | LinkageError e) {
            throw noLibrary(e);
        }
        try {
            return new NativeTokenizer(TokenizersLibrary.LIB.createTokenizerFromString(tokenizerJson));
        } catch (RuntimeException e) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FILE, "tokenizer: refused by the tokenizer library: " + e.getMessage(), e);
        }
    }

    /** A disk that is full, or may not be written, looks the same to who only sees that the library is missing. */
    static AlignerException noLibrary(Throwable failure) {
        Throwable first = failure;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return AlignerException.of(
                ErrorCode.MODEL_FAILED,
                "tokenizers: no native library, " + first.getMessage()
                        + " (expected: one for this machine, and room for it in "
                        + Utils.getEngineCacheDir("tokenizers") + ")",
                failure);
    }

    /**
     * @param around whether the post-processor adds its ids
     * @throws AlignerException {@code MODEL_FAILED} if the library cannot encode the text
     * @throws IllegalStateException after {@link #close}
     */
    int[] encode(String text, boolean around) {
        lock.readLock().lock();
        try {
            if (handle == 0) {
                throw new IllegalStateException("tokenizer: closed");
            }
            long encoding = encoding(text, around);
            try {
                return toInts(TokenizersLibrary.LIB.getTokenIds(encoding));
            } finally {
                TokenizersLibrary.LIB.deleteEncoding(encoding);
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    private long encoding(String text, boolean around) {
        try {
            return TokenizersLibrary.LIB.encode(handle, text, around);
        } catch (RuntimeException e) {
            // for example a character that the vocabulary cannot write, and no unknown token to write instead
            throw AlignerException.of(ErrorCode.MODEL_FAILED, "tokenizer: the library cannot encode a text", e);
        }
    }

    private static int[] toInts(long[] ids) {
        int[] ints = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            ints[i] = Math.toIntExact(ids[i]);
        }
        return ints;
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (handle != 0) {
                TokenizersLibrary.LIB.deleteTokenizer(handle);
                handle = 0;
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
