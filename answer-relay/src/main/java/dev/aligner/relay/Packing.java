package dev.aligner.relay;

import io.netty.handler.codec.compression.DecompressionException;
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
     * @throws UncorrectedException if it becomes more, is not packed so, or ends in its middle
     */
    byte[] unpacked(byte[] packed, int most) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean whole;
        try (Unpacking unpacking = begin()) {
            for (byte[] piece : pieces(packed)) {
                unpacking.unpacked(piece).forEach(out::writeBytes);
                if (out.size() > most) {
                    throw new UncorrectedException(Why.TOO_LARGE);
                }
            }
            whole = unpacking.whole();
        } catch (DecompressionException e) {
            throw new UncorrectedException(Why.UNSUPPORTED_ENCODING);
        }
        if (out.size() == 0) {
            throw new UncorrectedException(Why.UNSUPPORTED_ENCODING);
        }
        if (!whole) {
            throw new UncorrectedException(Why.UPSTREAM_FAILED);
        }
        return out.toByteArray();
    }

    /**
     * A body as it comes. One that only says that it is packed is itself.
     *
     * @return fails with {@link UncorrectedException} where it cannot be unpacked any further, and with {@link
     *     BrokenOffException} where it ends in its middle
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
                        this::begin,
                        unpacking -> packed.concatMapIterable(Packing::pieces, 1)
                                .concatMapIterable(unpacking::unpacked, 1)
                                .concatWith(Flux.defer(
                                        () -> unpacking.whole() ? Flux.empty() : Flux.error(new BrokenOffException()))),
                        Unpacking::close)
                .onErrorMap(DecompressionException.class, error -> new UncorrectedException(Why.UNSUPPORTED_ENCODING));
    }

    private static List<byte[]> pieces(byte[] packed) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < packed.length; at += PIECE) {
            pieces.add(Arrays.copyOfRange(packed, at, Math.min(packed.length, at + PIECE)));
        }
        return pieces;
    }

    private Unpacking begin() {
        return new Unpacking(this == DEFLATE ? ZlibWrapper.ZLIB_OR_NONE : ZlibWrapper.GZIP);
    }
}
