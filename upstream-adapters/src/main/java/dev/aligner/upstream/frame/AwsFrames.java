package dev.aligner.upstream.frame;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Amazon's binary event stream ({@code application/vnd.amazon.eventstream}): total length, length of the headers, checksum
 * of these eight bytes, headers, payload, checksum of everything; all numbers of 32 bits, big-endian, CRC-32. A frame whose
 * checksums are wrong breaks the stream.
 */
public final class AwsFrames implements FrameReader {
    private static final int PRELUDE = 12;
    private static final int CHECKSUM = 4;

    private final Pending pending = new Pending();
    private int total;
    private boolean broken;

    @Override
    public List<Frame> push(byte[] bytes) {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < bytes.length && !broken; i++) {
            pending.add(bytes[i]);
            if (pending.length() == PRELUDE) {
                total = whole(pending);
                broken = total < 0;
            }
            if (pending.length() > PRELUDE && pending.length() == total) {
                byte[] raw = pending.take();
                broken = crc(raw, raw.length - CHECKSUM) != ByteBuffer.wrap(raw).getInt(raw.length - CHECKSUM);
                frames.add(broken ? new Frame.Opaque(raw) : new Message(raw));
            }
            if (broken) {
                frames.addAll(end());
                if (i + 1 < bytes.length) {
                    frames.add(new Frame.Opaque(Arrays.copyOfRange(bytes, i + 1, bytes.length)));
                }
                return frames;
            }
        }
        if (broken && bytes.length > 0) {
            frames.add(new Frame.Opaque(bytes));
        }
        return frames;
    }

    /** The length that a prelude tells, or -1 if it cannot be one. */
    private static int whole(Pending pending) {
        byte[] prelude = new byte[PRELUDE];
        for (int i = 0; i < PRELUDE; i++) {
            prelude[i] = pending.at(i);
        }
        ByteBuffer numbers = ByteBuffer.wrap(prelude);
        int length = numbers.getInt(0);
        int headers = numbers.getInt(4);
        boolean possible = length >= PRELUDE + CHECKSUM
                && length <= MOST_PENDING
                && headers >= 0
                && headers <= length - PRELUDE - CHECKSUM
                && crc(prelude, 8) == numbers.getInt(8);
        return possible ? length : -1;
    }

    private static int crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    @Override
    public List<Frame> end() {
        return pending.length() == 0 ? List.of() : List.of(new Frame.Opaque(pending.take()));
    }

    @Override
    public boolean broken() {
        return broken;
    }

    private record Message(byte[] raw) implements Frame {
        private int start() {
            return PRELUDE + ByteBuffer.wrap(raw).getInt(4);
        }

        @Override
        public byte @Nullable [] payload() {
            return Arrays.copyOfRange(raw, start(), raw.length - CHECKSUM);
        }

        @Override
        public byte[] with(byte[] payload) {
            int length = start() + payload.length + CHECKSUM;
            ByteBuffer out = ByteBuffer.allocate(length);
            out.put(raw, 0, start()).put(payload);
            out.putInt(0, length);
            out.putInt(8, crc(out.array(), 8));
            out.putInt(length - CHECKSUM, crc(out.array(), length - CHECKSUM));
            return out.array();
        }
    }
}
