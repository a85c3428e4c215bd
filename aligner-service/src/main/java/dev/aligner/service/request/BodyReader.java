package dev.aligner.service.request;

import dev.aligner.core.AlignerException;
import dev.aligner.service.problem.RefusedRequestException;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/**
 * Reads a whole body of bounded size. What is too large is read on and thrown away for a while, holding nothing: a server
 * that closes while the client still sends makes most clients see a broken pipe instead of the answer.
 */
public final class BodyReader {
    private static final long DRAINED_BYTES = 64L << 20;

    private final long limit;
    private final Duration longest;

    /**
     * @param limit bytes
     * @param longest from the first byte to the last, however they trickle
     */
    public BodyReader(long limit, Duration longest) {
        this.limit = limit;
        this.longest = longest;
    }

    public Mono<byte[]> read(ServerHttpRequest request) {
        long declared = request.getHeaders().getContentLength();
        boolean waitsForConsent = request.getHeaders().containsHeader("Expect");
        if (declared > limit && (waitsForConsent || declared > DRAINED_BYTES)) {
            return Mono.error(() -> tooLarge(declared));
        }
        return request.getBody()
                .reduceWith(() -> new Collected(), Collected::add)
                .map(Collected::bytes)
                .timeout(
                        longest,
                        Mono.error(() -> RefusedRequestException.tooSlow(
                                "body: not complete after " + longest.toMillis() + " ms")));
    }

    private AlignerException tooLarge(long size) {
        return AlignerException.tooLarge("body", "body: " + size + " bytes (expected: at most " + limit + ")");
    }

    /** Belongs to one subscription. */
    private final class Collected {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private long size;

        Collected add(DataBuffer buffer) {
            int length = buffer.readableByteCount();
            size += length;
            if (size <= limit) {
                byte[] bytes = new byte[length];
                buffer.read(bytes);
                kept.writeBytes(bytes);
            } else {
                kept.reset();
            }
            DataBufferUtils.release(buffer);
            if (size > DRAINED_BYTES) {
                throw tooLarge(size);
            }
            return this;
        }

        byte[] bytes() {
            if (size > limit) {
                throw tooLarge(size);
            }
            return kept.toByteArray();
        }
    }
}
