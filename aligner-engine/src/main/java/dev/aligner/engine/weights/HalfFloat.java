package dev.aligner.engine.weights;

/** IEEE 754 binary16, which Java 17 has no conversion for. */
final class HalfFloat {
    private static final float REBIAS = 0x1p112f;

    private HalfFloat() {}

    /** The bits of the float32 of the same value; exact for every input, a NaN's payload included. */
    static int floatBits(short half) {
        int magnitude = half & 0x7fff;
        int sign = (half & 0x8000) << 16;
        // a half's exponent read as a float's is off by 127 - 15; the product mends it, subnormals included
        int finite = Float.floatToRawIntBits(Float.intBitsToFloat(magnitude << 13) * REBIAS);
        int special = 0x7f800000 | magnitude << 13;
        return sign | (magnitude < 0x7c00 ? finite : special);
    }

    static float toFloat(short half) {
        return Float.intBitsToFloat(floatBits(half));
    }
}
