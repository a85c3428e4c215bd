package dev.aligner.relay;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Bodies that may break off. Whoever writes a body holds pieces of it in queues, and an error overtakes what waits there: a
 * client would lose what came in front of it.
 */
public final class InTurn {
    private InTurn() {}

    /** The error waits until somebody asks for what comes behind the last piece. */
    public static <T> Flux<T> of(Flux<T> pieces) {
        return pieces.onErrorResume(error -> Flux.generate(sink -> sink.error(error)));
    }

    /**
     * A group for each piece, for a writer that flushes behind groups. It asks for many ahead; so the error is a group itself,
     * unless nothing was before it: then the head is still to be had.
     */
    public static <T> Flux<Publisher<T>> groups(Flux<T> pieces) {
        return pieces.switchOnFirst((first, all) -> {
            Flux<Publisher<T>> groups = all.map(Mono::just);
            return first.hasValue() ? groups.onErrorResume(error -> Mono.just(Mono.error(error))) : groups;
        });
    }
}
