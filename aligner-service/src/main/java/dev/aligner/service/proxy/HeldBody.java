package dev.aligner.service.proxy;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** A body that is held as long as it is not too large; then it passes on, with all that was held first. */
final class HeldBody {
    private final long most;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean overflowed;

    HeldBody(long most) {
        this.most = most;
    }

    /** What passes on now. */
    List<byte[]> add(byte[] piece) {
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

    boolean overflowed() {
        return overflowed;
    }

    byte[] bytes() {
        return held.toByteArray();
    }
}
