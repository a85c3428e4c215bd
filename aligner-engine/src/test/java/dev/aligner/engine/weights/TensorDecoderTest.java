package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Golden bits are from gguf-py's {@code gguf.quants.dequantize} (numpy, float32). */
class TensorDecoderTest {
    private static final int[] Q8_0 = {
        0x0,
        0x415b1c00,
        0x41db1c00,
        0x42245500,
        0xc21fe400,
        0xc1d23a00,
        0xc1495800,
        0x3f8e2000,
        0x416ce000,
        0x41e3fe00,
        0x4228c600,
        0xc21b7300,
        0xc1c95800,
        0xc1379400,
        0x400e2000,
        0x417ea400,
        0x41ece000,
        0x422d3700,
        0xc2170200,
        0xc1c07600,
        0xc125d000,
        0x40553000,
        0x41883400,
        0x41f5c200,
        0x4231a800,
        0xc2129100,
        0xc1b79400,
        0xc1140c00,
        0x408e2000,
        0x41911600,
        0x41fea400,
        0x42361900
    };
    private static final int[] Q4_0 = {
        0x3f3d8000,
        0x3f8e2000,
        0x0,
        0x3ebd8000,
        0x400e2000,
        0x4025d000,
        0x3fbd8000,
        0x3fece000,
        0xc00e2000,
        0xbfece000,
        0xc03d8000,
        0xc025d000,
        0xbf3d8000,
        0xbebd8000,
        0xbfbd8000,
        0xbf8e2000,
        0xbf8e2000,
        0xbfbd8000,
        0xbebd8000,
        0xbf3d8000,
        0xc025d000,
        0xc03d8000,
        0xbfece000,
        0xc00e2000,
        0x3fece000,
        0x3fbd8000,
        0x4025d000,
        0x400e2000,
        0x3ebd8000,
        0x0,
        0x3f8e2000,
        0x3f3d8000
    };
    private static final int[] Q4_1 = {
        0x3fe68000, 0x400af000, 0x3f87c000, 0x3fb72000, 0x40520000, 0x4069b000, 0x4022a000, 0x403a5000, 0xbf948000,
        0xbf4a4000, 0xbff34000, 0xbfc3e000, 0x3ea40000, 0x3f30c000, 0xbed70000, 0xbd4c0000, 0xbd4c0000, 0xbed70000,
        0x3f30c000, 0x3ea40000, 0xbfc3e000, 0xbff34000, 0xbf4a4000, 0xbf948000, 0x403a5000, 0x4022a000, 0x4069b000,
        0x40520000, 0x3fb72000, 0x3f87c000, 0x400af000, 0x3fe68000
    };

    @Test
    void q8IsScaleTimesSignedByte() {
        assertThat(decode(TensorType.Q8_0, "ec3500254a6f94b9de03284d7297bce1062b50759abfe4092e53789dc2e70c31567b"))
                .isEqualTo(Q8_0);
    }

    @Test
    void q4IsScaleTimesNibbleLessEightWithTheLowNibblesFirst() {
        assertThat(decode(TensorType.Q4_0, "ec355a4b78691e0f3c2dd2c3f0e19687b4a5"))
                .isEqualTo(Q4_0);
    }

    @Test
    void q4WithMinimumIsScaleTimesNibblePlusMinimum() {
        assertThat(decode(TensorType.Q4_1, "ec359abf5a4b78691e0f3c2dd2c3f0e19687b4a5"))
                .isEqualTo(Q4_1);
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

    @Property(tries = 40)
    void aLongTensorIsItsBlocksInARow(@ForAll @IntRange(min = 1, max = 1200) int blocks, @ForAll TensorType type) {
        String block = switch (type) {
            case F32 -> "0000803f";
            case F16 -> "003c";
            case BF16 -> "803f";
            case Q8_0 -> "ec3500254a6f94b9de03284d7297bce1062b50759abfe4092e53789dc2e70c31567b";
            case Q4_0 -> "ec355a4b78691e0f3c2dd2c3f0e19687b4a5";
            case Q4_1 -> "ec359abf5a4b78691e0f3c2dd2c3f0e19687b4a5";
        };
        int[] one = decode(type, block);

        int[] many = decode(type, block.repeat(blocks * 32 / type.blockElements()));

        for (int at = 0; at < many.length; at += one.length) {
            assertThat(Arrays.copyOfRange(many, at, at + one.length)).isEqualTo(one);
        }
    }

    private static int[] decode(TensorType type, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        int elements = bytes.length / type.blockBytes() * type.blockElements();
        ByteBuffer target = ByteBuffer.allocateDirect(elements * Float.BYTES).order(ByteOrder.nativeOrder());
        TensorDecoder.decode(type, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), target);
        var bits = new int[elements];
        target.asIntBuffer().get(bits);
        return bits;
    }
}
