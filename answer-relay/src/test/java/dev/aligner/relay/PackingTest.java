package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

class PackingTest {
    /** How servers pack what they call so; under one name there are two. */
    private enum Server {
        GZIP(Packing.GZIP),
        ZLIB(Packing.DEFLATE),
        RAW(Packing.DEFLATE);

        private final Packing packing;

        Server(Packing packing) {
            this.packing = packing;
        }

        byte[] packed(byte[] body) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (OutputStream packing = switch (this) {
                case GZIP -> new GZIPOutputStream(out);
                case ZLIB -> new DeflaterOutputStream(out);
                case RAW -> new DeflaterOutputStream(out, new Deflater(6, true));
            }) {
                packing.write(body);
            }
            return out.toByteArray();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<byte[]> cut(byte[] bytes, Random random) {
        List<byte[]> pieces = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int to = Math.min(bytes.length, at + random.nextInt(20));
            pieces.add(Arrays.copyOfRange(bytes, at, to));
            at = to;
        }
        return pieces;
    }

    private static byte[] joined(Flux<byte[]> body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        body.doOnNext(out::writeBytes).blockLast(Duration.ofSeconds(10));
        return out.toByteArray();
    }

    @Property(tries = 200)
    void whatWasPackedIsTheSameHoweverItComes(@ForAll String text, @ForAll Server server, @ForAll long seed)
            throws IOException {
        byte[] body = utf8("data: " + text);
        byte[] packed = server.packed(body);

        assertThat(server.packing.unpacked(packed, body.length)).isEqualTo(body);
        assertThat(joined(server.packing.unpacked(Flux.fromIterable(cut(packed, new Random(seed))))))
                .isEqualTo(body);
    }

    @Property(tries = 200)
    void whatIsCutEndsAsIfTheUpstreamHadBrokenOff(@ForAll Server server, @ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] body = utf8("data: " + Long.toHexString(random.nextLong()).repeat(1 + random.nextInt(20)));
        byte[] packed = server.packed(body);
        byte[] part = Arrays.copyOf(packed, 1 + random.nextInt(packed.length - 1));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThatThrownBy(() -> server.packing
                        .unpacked(Flux.fromIterable(cut(part, random)))
                        .doOnNext(out::writeBytes)
                        .blockLast(Duration.ofSeconds(10)))
                .hasCauseInstanceOf(BrokenOffException.class);

        assertThat(out.size()).isLessThanOrEqualTo(body.length);
        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOf(body, out.size()));
        assertThatThrownBy(() -> server.packing.unpacked(part, body.length))
                .isInstanceOfSatisfying(
                        UncorrectedException.class,
                        // where nothing came of it there is no telling that it was packed
                        error -> assertThat(error.why())
                                .isEqualTo(out.size() == 0 ? Why.UNSUPPORTED_ENCODING : Why.UPSTREAM_FAILED));
    }

    @Property(tries = 100)
    void severalMembersAreOneBody(@ForAll String text, @ForAll String more, @ForAll long seed) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.writeBytes(Server.GZIP.packed(utf8("data: " + text)));
        packed.writeBytes(Server.GZIP.packed(utf8(more)));
        byte[] body = utf8("data: " + text + more);

        assertThat(Packing.GZIP.unpacked(packed.toByteArray(), body.length)).isEqualTo(body);
        assertThat(joined(Packing.GZIP.unpacked(Flux.fromIterable(cut(packed.toByteArray(), new Random(seed))))))
                .isEqualTo(body);
    }

    @ParameterizedTest
    @EnumSource(Packing.class)
    void nothingAtAllIsNoBrokenBody(Packing packing) {
        assertThat(joined(packing.unpacked(Flux.empty()))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void whatBecomesTooMuchIsNotUnpackedToItsEnd(Server server) throws IOException {
        byte[] bomb = server.packed(new byte[32 << 20]);
        assertThat(bomb).hasSizeLessThan(1 << 16);

        assertThatThrownBy(() -> server.packing.unpacked(bomb, 1000))
                .isInstanceOfSatisfying(
                        UncorrectedException.class,
                        error -> assertThat(error.why()).isEqualTo(Why.TOO_LARGE));
        // of a stream what becomes of the next bytes waits until somebody asks for it
        assertThat(server.packing.unpacked(Flux.just(bomb)).blockFirst()).hasSizeLessThan(5 << 20);
    }

    @Test
    void aStreamThatOnlySaysThatItIsPackedIsItself() {
        List<byte[]> lines = List.of(utf8("d"), utf8("ata: {}\n\n"));

        assertThat(joined(Packing.GZIP.unpacked(Flux.fromIterable(lines)))).isEqualTo(utf8("data: {}\n\n"));
    }

    @Test
    void whatIsDamagedEndsWhereItCannotBeUnpacked() throws IOException {
        byte[] packed = Server.GZIP.packed(utf8("six ".repeat(9000) + new Random(1).nextLong()));
        byte[] damaged = packed.clone();
        // in the sum behind the text
        damaged[packed.length - 8] ^= 1;

        for (byte[] body : List.of(damaged, utf8("six legs"), utf8("six legs, and more than a head"))) {
            assertThatThrownBy(() -> Packing.GZIP.unpacked(body, 1 << 20))
                    .isInstanceOfSatisfying(
                            UncorrectedException.class,
                            error -> assertThat(error.why()).isEqualTo(Why.UNSUPPORTED_ENCODING));
        }
        assertThatThrownBy(() -> joined(Packing.GZIP.unpacked(Flux.just(damaged))))
                .isInstanceOf(UncorrectedException.class);
    }
}
