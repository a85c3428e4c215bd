package dev.aligner.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.compression.ZlibCodecFactory;
import io.netty.handler.codec.compression.ZlibDecoder;
import io.netty.handler.codec.compression.ZlibWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Unpacks one body, piece by piece. */
final class Unpacking implements AutoCloseable {
    private static final byte[] PROBE = "the end of a member".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PACKED_PROBE = member(PROBE);

    private final ZlibDecoder decoder;
    private final EmbeddedChannel channel;
    private boolean begun;

    Unpacking(ZlibWrapper wrapper) {
        decoder = ZlibCodecFactory.newZlibDecoder(wrapper, 0);
        channel = new EmbeddedChannel(decoder);
    }

    /**
     * What comes of the next bytes.
     *
     * @throws DecompressionException if they are not packed so
     */
    List<byte[]> unpacked(byte[] piece) {
        begun |= piece.length > 0;
        channel.writeInbound(Unpooled.wrappedBuffer(piece));
        List<byte[]> out = new ArrayList<>();
        for (ByteBuf buffer = channel.readInbound(); buffer != null; buffer = channel.readInbound()) {
            out.add(ByteBufUtil.getBytes(buffer));
            buffer.release();
        }
        return out;
    }

    /** Whether the body could end here, where it has ended: nothing more can be unpacked then. */
    boolean whole() {
        return !begun || decoder.isClosed() || betweenMembers();
    }

    /**
     * A body of gzip may have another member behind each, and so it never says that it is whole. Only a decoder that waits for
     * the next one makes of one more what was packed in it.
     */
    private boolean betweenMembers() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            unpacked(PACKED_PROBE).forEach(out::writeBytes);
        } catch (DecompressionException inTheMiddle) {
            return false;
        }
        return Arrays.equals(out.toByteArray(), PROBE);
    }

    private static byte[] member(byte[] text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    @Override
    public void close() {
        try {
            channel.finishAndReleaseAll();
        } catch (DecompressionException saidAlready) {
            // it looks once more at what it could not unpack
        }
    }
}
