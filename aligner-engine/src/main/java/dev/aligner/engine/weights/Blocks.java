package dev.aligner.engine.weights;

/** Quantised blocks of 32 elements, as {@code ggml-quants.c} lays them out; float32 arithmetic in its order. */
final class Blocks {
    /** What the 16 numbers of a non-linear block stand for, {@code kvalues_iq4nl}. */
    private static final int[] TABLE = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    private static final int ELEMENTS = 32;
    private static final int HALF = ELEMENTS / 2;

    private Blocks() {}

    static void q8(byte[] in, int at, float[] out, int to) {
        float scale = half(in, at);
        for (int i = 0; i < ELEMENTS; i++) {
            out[to + i] = scale * in[at + 2 + i];
        }
    }

    static void q4(byte[] in, int at, float[] out, int to) {
        float scale = half(in, at);
        for (int i = 0; i < HALF; i++) {
            int pair = in[at + 2 + i];
            out[to + i] = scale * ((pair & 15) - 8);
            out[to + HALF + i] = scale * ((pair >> 4 & 15) - 8);
        }
    }

    static void q4WithMinimum(byte[] in, int at, float[] out, int to) {
        float scale = half(in, at);
        float minimum = half(in, at + 2);
        for (int i = 0; i < HALF; i++) {
            int pair = in[at + 4 + i];
            out[to + i] = scale * (pair & 15) + minimum;
            out[to + HALF + i] = scale * (pair >> 4 & 15) + minimum;
        }
    }

    static void q5(byte[] in, int at, float[] out, int to) {
        float scale = half(in, at);
        int high = int32(in, at + 2);
        for (int i = 0; i < HALF; i++) {
            int pair = in[at + 6 + i];
            out[to + i] = scale * (((pair & 15) | fifthBit(high, i)) - 16);
            out[to + HALF + i] = scale * (((pair >> 4 & 15) | fifthBit(high, HALF + i)) - 16);
        }
    }

    static void q5WithMinimum(byte[] in, int at, float[] out, int to) {
        float scale = half(in, at);
        float minimum = half(in, at + 2);
        int high = int32(in, at + 4);
        for (int i = 0; i < HALF; i++) {
            int pair = in[at + 8 + i];
            out[to + i] = scale * ((pair & 15) | fifthBit(high, i)) + minimum;
            out[to + HALF + i] = scale * ((pair >> 4 & 15) | fifthBit(high, HALF + i)) + minimum;
        }
    }

    static void table(byte[] in, int at, float[] out, int to) {
        table(half(in, at), in, at + 2, out, to);
    }

    /** @param at first of the nibbles */
    static void table(float scale, byte[] in, int at, float[] out, int to) {
        for (int i = 0; i < HALF; i++) {
            int pair = in[at + i];
            out[to + i] = scale * TABLE[pair & 15];
            out[to + HALF + i] = scale * TABLE[pair >> 4 & 15];
        }
    }

    private static int fifthBit(int high, int element) {
        return (high >>> element & 1) << 4;
    }

    static float half(byte[] in, int at) {
        return HalfFloat.toFloat((short) int16(in, at));
    }

    static int int16(byte[] in, int at) {
        return (in[at] & 0xff) | ((in[at + 1] & 0xff) << 8);
    }

    private static int int32(byte[] in, int at) {
        return int16(in, at) | (int16(in, at + 2) << 16);
    }
}
