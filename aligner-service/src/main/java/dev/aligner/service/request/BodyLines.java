package dev.aligner.service.request;

import dev.aligner.core.AlignerException;
import dev.aligner.service.problem.RefusedRequestException;
import java.time.Duration;
import java.util.function.Consumer;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Reads the lines of a body of bounded size while it is being written. */
public final class BodyLines {
    private final int limit;
    private final Duration quiet;
    private final Duration longest;
    private final Scheduler scheduler;

    /**
     * @param limit bytes of the whole body
     * @param quiet how long nothing of it may come
     * @param longest from its first byte to its last
     * @param scheduler where lines are taken
     */
    public BodyLines(int limit, Duration quiet, Duration longest, Scheduler scheduler) {
        this.limit = limit;
        this.quiet = quiet;
        this.longest = longest;
        this.scheduler = scheduler;
    }

    /**
     * Ends behind the last line. What is wrong is told at once, and not when the client has written all.
     *
     * @param taken gets each line as soon as it is there, one after the other; what it throws is the outcome
     */
    public Mono<Void> read(ServerHttpRequest request, Consumer<Frame.Line> taken) {
        return Mono.defer(() -> {
            Count count = new Count();
            LineFramer framer = new LineFramer(limit);
            return request.getBody()
                    .map(count::copied)
                    .timeout(quiet, Mono.error(() -> tooSlow("nothing of it came for ", quiet)))
                    .publishOn(scheduler)
                    .concatMapIterable(framer::add)
                    .concatWith(Flux.defer(() -> Flux.fromIterable(framer.end())))
                    // none is longer than the whole body may be
                    .ofType(Frame.Line.class)
                    .doOnNext(taken)
                    .then()
                    .timeout(longest, Mono.error(() -> tooSlow("not complete after ", longest)));
        });
    }

    private static RefusedRequestException tooSlow(String what, Duration after) {
        return RefusedRequestException.tooSlow("body: " + what + after.toMillis() + " ms");
    }

    /** Belongs to one subscription. */
    private final class Count {
        private long size;

        byte[] copied(DataBuffer buffer) {
            byte[] bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            DataBufferUtils.release(buffer);
            size += bytes.length;
            if (size > limit) {
                throw AlignerException.tooLarge("body", "body: more than " + limit + " bytes");
            }
            return bytes;
        }
    }
}
