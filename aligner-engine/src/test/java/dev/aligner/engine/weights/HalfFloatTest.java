package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HalfFloatTest {
    @Test
    void everyHalfHasTheValueThatIeee754GivesIt() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            assertThat(HalfFloat.floatBits((short) bits))
                    .as("half %x", bits)
                    .isEqualTo(Float.floatToRawIntBits(expected(bits)));
        }
    }

    @Test
    void aNanKeepsItsSignAndPayload() {
        assertThat(HalfFloat.floatBits((short) 0xfe01)).isEqualTo(0xffc02000);
        assertThat(HalfFloat.floatBits((short) 0x7c01)).isEqualTo(0x7f802000);
    }

    private static float expected(int bits) {
        int exponent = bits >> 10 & 31;
        int fraction = bits & 1023;
        float sign = bits >> 15 == 0 ? 1 : -1;
        if (exponent == 31) {
            return fraction == 0
                    ? sign * Float.POSITIVE_INFINITY
                    : Float.intBitsToFloat(bits >> 15 << 31 | 0x7f800000 | fraction << 13);
        }
        return sign * (exponent == 0 ? Math.scalb(fraction, -24) : Math.scalb(1024 + fraction, exponent - 25));
    }
}
