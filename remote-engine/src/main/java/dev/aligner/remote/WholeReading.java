package dev.aligner.remote;

import dev.aligner.core.AlignerException;
import dev.aligner.upstream.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import java.util.function.Function;

/** A completion in one piece, of bounded size. */
final class WholeReading implements Reading {
    private static final int MOST_BYTES = 64 << 20;

    private final Function<JsonValue, Runnable> result;
    private final Consumer<AlignerException> failure;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    /** @param result makes what tells of it, or throws what is wrong with it */
    WholeReading(Function<JsonValue, Runnable> result, Consumer<AlignerException> failure) {
        this.result = result;
        this.failure = failure;
    }

    @Override
    public void sent(long nowNanos) {
        // only the whole time matters
    }

    @Override
    public void began(String contentType) {
        // whatever it calls itself: it is JSON or it is not
    }

    @Override
    public boolean bytes(byte[] bytes, long nowNanos) {
        if (body.size() > MOST_BYTES - bytes.length) {
            throw Refusal.malformed("an answer of more than " + MOST_BYTES + " bytes", "a smaller one");
        }
        body.writeBytes(bytes);
        return false;
    }

    /** Only its reader can tell, once it has ended. */
    @Override
    public boolean isWhole() {
        return body.size() > 0;
    }

    @Override
    public Runnable conclude(long nowNanos) {
        return result.apply(CompletionChunk.json(body.toByteArray()));
    }

    @Override
    public void fail(AlignerException error) {
        failure.accept(error);
    }
}
