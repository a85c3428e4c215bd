package dev.aligner.relay;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** A body that is held as long as it is not too large; then it passes on, with all that was held first. */
public final class HeldBody {
    private final long most;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean overflowed;

    public HeldBody(long most) {
        this.most = most;
    }

    /**
     * What becomes of the pieces of a body: held, all of it, or passed on.
     *
     * @param most bytes that are held
     * @param overflowed runs before the first piece passes on
     * @param whole what takes the place of a body that was held
     */
    public static Flux<byte[]> of(
            Flux<byte[]> pieces, long most, Runnable overflowed, Function<byte[], Publisher<byte[]>> whole) {
        return Flux.defer(() -> {
            HeldBody held = new HeldBody(most);
            return pieces.concatMapIterable(
                            piece -> {
                                boolean before = held.overflowed();
                                List<byte[]> passed = held.add(piece);
                                if (!before && held.overflowed()) {
                                    overflowed.run();
                                }
                                return passed;
                            },
                            1)
                    .concatWith(Flux.defer(() -> held.overflowed() ? Flux.empty() : whole.apply(held.bytes())));
        });
    }

    /** What passes on now. */
    public List<byte[]> add(byte[] piece) {
        if (overflowed) {
            return List.of(piece);
        }
        held.writeBytes(piece);
        if (held.size() <= most) {
            return List.of();
        }
        overflowed = true;
        byte[] all = held.toByteArray();
        held.reset();
        return List.of(all);
    }

    public boolean overflowed() {
        return overflowed;
    }

    public byte[] bytes() {
        return held.toByteArray();
    }
}
