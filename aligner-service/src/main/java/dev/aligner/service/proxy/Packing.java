package dev.aligner.service.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.compression.ZlibCodecFactory;
import io.netty.handler.codec.compression.ZlibWrapper;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import reactor.core.publisher.Flux;

/** Unpacks answers of upstreams that pack although they were asked not to. */
final class Packing {
    /** Of packed bytes that are unpacked at once: what comes of them is bounded before there is more. */
    private static final int PIECE = 4096;

    private Packing() {}

    static boolean known(String encoding) {
        return switch (encoding.toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip", "deflate" -> true;
            default -> false;
        };
    }

    /** @return empty if it is not packed so, is not whole, or becomes larger than {@code most} bytes */
    static Optional<byte[]> unpacked(byte[] packed, String encoding, long most) {
        EmbeddedChannel channel = channel(encoding);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            for (int at = 0; at < packed.length; at += PIECE) {
                int length = Math.min(PIECE, packed.length - at);
                channel.writeInbound(Unpooled.wrappedBuffer(packed, at, length));
                read(channel).forEach(out::writeBytes);
                if (out.size() > most) {
                    return Optional.empty();
                }
            }
            return out.size() == 0 ? Optional.empty() : Optional.of(out.toByteArray());
        } catch (DecompressionException e) {
            return Optional.empty();
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    /** Fails with {@link DecompressionException} where the bytes are not packed so. */
    static Flux<byte[]> unpacked(Flux<byte[]> packed, String encoding) {
        return Flux.using(
                () -> channel(encoding),
                channel -> packed.concatMapIterable(bytes -> {
                    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
                    return read(channel);
                }),
                EmbeddedChannel::finishAndReleaseAll);
    }

    private static EmbeddedChannel channel(String encoding) {
        boolean deflate = encoding.equalsIgnoreCase("deflate");
        return new EmbeddedChannel(
                ZlibCodecFactory.newZlibDecoder(deflate ? ZlibWrapper.ZLIB_OR_NONE : ZlibWrapper.GZIP, 0));
    }

    private static List<byte[]> read(EmbeddedChannel channel) {
        List<byte[]> out = new ArrayList<>();
        for (ByteBuf buffer = channel.readInbound(); buffer != null; buffer = channel.readInbound()) {
            out.add(ByteBufUtil.getBytes(buffer));
            buffer.release();
        }
        return out;
    }
}
