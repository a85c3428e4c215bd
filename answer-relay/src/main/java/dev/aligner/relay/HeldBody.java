package dev.aligner.relay;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** A body that is held as long as it is not too large; then it passes on, with all that was held first. */
public final class HeldBody {
    private final long most;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean overflowed;

    public HeldBody(long most) {
        this.most = most;
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
