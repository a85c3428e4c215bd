package dev.aligner.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.compression.ZlibCodecFactory;
import io.netty.handler.codec.compression.ZlibWrapper;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Unpacks answers of upstreams that pack although they were asked not to. */
public enum Packing {
    GZIP,
    DEFLATE;

    /** Of packed bytes that are unpacked at once: what comes of them is bounded before there is more. */
    private static final int PIECE = 4096;

    private static final byte[] MAGIC_OF_GZIP = {0x1f, (byte) 0x8b};

    /** @return null where a body is not packed, or in a way that is not known here */
    static @Nullable Packing named(String contentEncoding) {
        return switch (contentEncoding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            default -> null;
        };
    }

    /**
     * All of a body.
     *
     * @param most bytes that it may become
     * @throws UncorrectedException if it becomes more, or is not packed so
     */
    byte[] unpacked(byte[] packed, int most) {
        EmbeddedChannel channel = channel();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            for (byte[] piece : pieces(packed)) {
                inflated(channel, piece).forEach(out::writeBytes);
                if (out.size() > most) {
                    throw new UncorrectedException(Why.TOO_LARGE);
                }
            }
        } catch (DecompressionException e) {
            throw new UncorrectedException(Why.UNSUPPORTED_ENCODING);
        } finally {
            close(channel);
        }
        if (out.size() == 0) {
            throw new UncorrectedException(Why.UNSUPPORTED_ENCODING);
        }
        return out.toByteArray();
    }

    /**
     * A body as it comes. One that only says that it is packed is itself.
     *
     * @return fails with {@link UncorrectedException} where it cannot be unpacked any further
     */
    public Flux<byte[]> unpacked(Flux<byte[]> packed) {
        return packed.switchOnFirst((first, all) -> {
            byte[] begin = first.get();
            return begin == null || begins(begin) ? inflated(all) : all;
        });
    }

    /** Whether a body that begins so may be packed so. */
    private boolean begins(byte[] body) {
        int known = this == GZIP ? Math.min(body.length, MAGIC_OF_GZIP.length) : 0;
        return Arrays.equals(body, 0, known, MAGIC_OF_GZIP, 0, known);
    }

    private Flux<byte[]> inflated(Flux<byte[]> packed) {
        return Flux.using(
                        this::channel,
                        channel -> packed.concatMapIterable(Packing::pieces, 1)
                                .concatMapIterable(piece -> inflated(channel, piece), 1),
                        Packing::close)
                .onErrorMap(DecompressionException.class, error -> new UncorrectedException(Why.UNSUPPORTED_ENCODING));
    }

    private static List<byte[]> pieces(byte[] packed) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < packed.length; at += PIECE) {
            pieces.add(Arrays.copyOfRange(packed, at, Math.min(packed.length, at + PIECE)));
        }
        return pieces;
    }

    private EmbeddedChannel channel() {
        return new EmbeddedChannel(
                ZlibCodecFactory.newZlibDecoder(this == DEFLATE ? ZlibWrapper.ZLIB_OR_NONE : ZlibWrapper.GZIP, 0));
    }

    private static void close(EmbeddedChannel channel) {
        try {
            channel.finishAndReleaseAll();
        } catch (DecompressionException saidAlready) {
            // it looks once more at what it could not unpack
        }
    }

    private static List<byte[]> inflated(EmbeddedChannel channel, byte[] piece) {
        channel.writeInbound(Unpooled.wrappedBuffer(piece));
        List<byte[]> out = new ArrayList<>();
        for (ByteBuf buffer = channel.readInbound(); buffer != null; buffer = channel.readInbound()) {
            out.add(ByteBufUtil.getBytes(buffer));
            buffer.release();
        }
        return out;
    }
}
