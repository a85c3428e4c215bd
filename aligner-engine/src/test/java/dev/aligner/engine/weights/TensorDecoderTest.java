package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Golden bits are from gguf-py, by {@code src/test/python/quant_goldens.py}. */
class TensorDecoderTest {
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"F32", "F16", "BF16"})
    void blocksAreDequantisedToTheReferencesBits(TensorType type) {
        assertThat(decode(type, resource(type + ".blocks"))).isEqualTo(golden(type));
    }

    private static int[] golden(TensorType type) {
        ByteBuffer bytes = ByteBuffer.wrap(resource(type + ".f32")).order(ByteOrder.LITTLE_ENDIAN);
        int[] bits = new int[bytes.remaining() / Integer.BYTES];
        bytes.asIntBuffer().get(bits);
        return bits;
    }

    private static byte[] resource(String name) {
        try (InputStream in = TensorDecoderTest.class.getResourceAsStream("/quants/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void brainFloatsKeepTheirBits() {
        // one, minus zero, the least subnormal, infinity, a signalling NaN
        assertThat(decode(TensorType.BF16, "803f00800100807f817f"))
                .containsExactly(0x3f800000, 0x80000000, 0x00010000, 0x7f800000, 0x7f810000);
    }

    @Test
    void halvesAreWidened() {
        assertThat(decode(TensorType.F16, "003c00800100007c"))
                .containsExactly(0x3f800000, 0x80000000, 0x33800000, 0x7f800000);
    }

    @Property(tries = 60)
    void aLongTensorIsItsBlocksInARow(@ForAll @IntRange(min = 1, max = 12) int times, @ForAll TensorType type) {
        byte[] some = type.quantised() ? resource(type + ".blocks") : random(times);
        int[] once = decode(type, some);
        var repeated = new LittleEndian();
        for (int i = 0; i < times; i++) {
            repeated.raw(some);
        }

        int[] many = decode(type, repeated.bytes());

        for (int at = 0; at < many.length; at += once.length) {
            assertThat(Arrays.copyOfRange(many, at, at + once.length)).isEqualTo(once);
        }
    }

    private static byte[] random(long seed) {
        byte[] bytes = new byte[4096];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static int[] decode(TensorType type, String hex) {
        return decode(type, HexFormat.of().parseHex(hex));
    }

    private static int[] decode(TensorType type, byte[] bytes) {
        int elements = bytes.length / type.blockBytes() * type.blockElements();
        ByteBuffer target = ByteBuffer.allocateDirect(elements * Float.BYTES).order(ByteOrder.nativeOrder());
        TensorDecoder.decode(type, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), target);
        var bits = new int[elements];
        target.asIntBuffer().get(bits);
        return bits;
    }
}
