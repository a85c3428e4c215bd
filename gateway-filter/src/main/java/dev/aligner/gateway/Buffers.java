package dev.aligner.gateway;

import java.util.concurrent.Callable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;

/**
 * Takes bytes out of counted buffers. It happens in the first step behind whoever made them, without a queue in between:
 * whatever comes after, a cancellation or an error, there is no buffer left that somebody would have to release.
 */
final class Buffers {
    private Buffers() {}

    static Flux<byte[]> taken(Publisher<? extends DataBuffer> buffers) {
        return Flux.from(buffers).map(Buffers::taken);
    }

    /** Those of bodies that are to be flushed; the gateway puts each buffer into a publisher of its own. */
    static Flux<byte[]> takenOfEach(Publisher<? extends Publisher<? extends DataBuffer>> bodies) {
        // without a prefetch there is no queue of publishers that nobody would subscribe to after a cancellation
        return Flux.from(bodies).map(Buffers::takenNow).concatMap(bytes -> bytes, 0);
    }

    private static Publisher<byte[]> takenNow(Publisher<? extends DataBuffer> body) {
        if (body instanceof Callable<?> present) {
            try {
                return present.call() instanceof DataBuffer buffer ? Flux.just(taken(buffer)) : Flux.empty();
            } catch (Exception e) {
                return Flux.error(e);
            }
        }
        return taken(body);
    }

    private static byte[] taken(DataBuffer buffer) {
        try {
            byte[] bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            return bytes;
        } finally {
            DataBufferUtils.release(buffer);
        }
    }
}
