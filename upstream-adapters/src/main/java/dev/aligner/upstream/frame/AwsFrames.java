package dev.aligner.upstream.frame;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Amazon's binary event stream ({@code application/vnd.amazon.eventstream}): total length, length of the headers, checksum
 * of these eight bytes, headers, payload, checksum of everything; all numbers of 32 bits, big-endian, CRC-32. A frame whose
 * checksums are wrong breaks the stream.
 */
public final class AwsFrames extends CutFrames {
    private static final int PRELUDE = 12;
    private static final int CHECKSUM = 4;
    /** The type of a header's value. */
    private static final int STRING = 7;

    private int total;

    @Override
    int take(byte[] bytes, int at, List<Frame> frames) {
        pending.add(bytes[at]);
        if (pending.length() == PRELUDE) {
            total = whole(pending);
            if (total < 0) {
                giveUp();
            }
        } else if (pending.length() > PRELUDE && pending.length() == total) {
            byte[] raw = pending.take();
            boolean intact =
                    crc(raw, raw.length - CHECKSUM) == ByteBuffer.wrap(raw).getInt(raw.length - CHECKSUM);
            frames.add(intact ? new Message(raw) : new Frame.Opaque(raw));
            if (!intact) {
                giveUp();
            }
        }
        return at + 1;
    }

    @Override
    Frame rest() {
        return new Frame.Opaque(pending.take());
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

    /**
     * A whole frame.
     *
     * @param headers values of strings by their names, in this order; each at most 255 bytes long, and ASCII
     */
    public static byte[] message(SortedMap<String, String> headers, byte[] payload) {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        headers.forEach((name, value) -> {
            written.write(name.length());
            written.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
            written.write(STRING);
            written.write(0);
            written.write(value.length());
            written.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
        });
        int length = PRELUDE + written.size() + payload.length + CHECKSUM;
        ByteBuffer out = ByteBuffer.allocate(length);
        out.putInt(length).putInt(written.size());
        out.putInt(crc(out.array(), 8)).put(written.toByteArray()).put(payload);
        out.putInt(crc(out.array(), length - CHECKSUM));
        return out.array();
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
