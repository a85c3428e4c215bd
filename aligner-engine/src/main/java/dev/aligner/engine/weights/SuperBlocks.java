package dev.aligner.engine.weights;

/**
 * Quantised blocks of 256 elements, whose runs of 16 or 32 have small scales of their own, themselves multiples of the
 * block's; laid out as in {@code ggml-quants.c}, float32 arithmetic in its order.
 */
final class SuperBlocks {
    private static final int ELEMENTS = 256;

    /** Elements whose bits lie in different bytes; four such planes share theirs, each with bits of its own. */
    private static final int PLANE = 32;

    private static final int RUN = 16;

    private SuperBlocks() {}

    /** 16 pairs of a 4-bit scale and minimum, 64 bytes of 2-bit numbers, scale and minimum f16. */
    static void q2(byte[] in, int at, float[] out, int to) {
        float scale = Blocks.half(in, at + 80);
        float minimum = Blocks.half(in, at + 82);
        for (int run = 0; run < ELEMENTS / RUN; run++) {
            float runScale = scale * (in[at + run] & 15);
            float runMinimum = minimum * (in[at + run] >> 4 & 15);
            int low = at + 16 + lowByte(run);
            int shift = 2 * plane(run);
            for (int i = 0; i < RUN; i++) {
                out[to + run * RUN + i] = runScale * (in[low + i] >> shift & 3) - runMinimum;
            }
        }
    }

    /** 32 bytes of third bits, inverted; 64 bytes of 2-bit numbers; 16 scales of 6 bits, offset 32; scale f16. */
    static void q3(byte[] in, int at, float[] out, int to) {
        float scale = Blocks.half(in, at + 108);
        for (int run = 0; run < ELEMENTS / RUN; run++) {
            float runScale = scale * (thirdScale(in, at + 96, run) - 32);
            int low = at + 32 + lowByte(run);
            int shift = 2 * plane(run);
            int high = at + run % 2 * RUN;
            int bit = run / 2;
            for (int i = 0; i < RUN; i++) {
                int number = (in[low + i] >> shift & 3) - ((in[high + i] >> bit & 1) == 1 ? 0 : 4);
                out[to + run * RUN + i] = runScale * number;
            }
        }
    }

    /** Low four bits in 8 bytes, the second half of the scales above the first; high two bits in 4 bytes of planes. */
    private static int thirdScale(byte[] in, int at, int run) {
        int low = in[at + run % 8] >> (run / 8 * 4) & 15;
        int high = in[at + 8 + run % 4] >> (run / 4 * 2) & 3;
        return low | (high << 4);
    }

    /** Scale and minimum f16; 8 pairs of a 6-bit scale and minimum; 128 bytes of nibbles. */
    static void q4(byte[] in, int at, float[] out, int to) {
        float scale = Blocks.half(in, at);
        float minimum = Blocks.half(in, at + 2);
        for (int run = 0; run < ELEMENTS / PLANE; run++) {
            float runScale = scale * sixBitScale(in, at + 4, run);
            float runMinimum = minimum * sixBitMinimum(in, at + 4, run);
            int low = at + 16 + run / 2 * PLANE;
            int shift = run % 2 * 4;
            for (int i = 0; i < PLANE; i++) {
                out[to + run * PLANE + i] = runScale * (in[low + i] >> shift & 15) - runMinimum;
            }
        }
    }

    /** As {@link #q4}, with 32 bytes of fifth bits before the nibbles. */
    static void q5(byte[] in, int at, float[] out, int to) {
        float scale = Blocks.half(in, at);
        float minimum = Blocks.half(in, at + 2);
        for (int run = 0; run < ELEMENTS / PLANE; run++) {
            float runScale = scale * sixBitScale(in, at + 4, run);
            float runMinimum = minimum * sixBitMinimum(in, at + 4, run);
            int high = at + 16;
            int low = at + 48 + run / 2 * PLANE;
            int shift = run % 2 * 4;
            for (int i = 0; i < PLANE; i++) {
                int number = (in[low + i] >> shift & 15) | ((in[high + i] >> run & 1) << 4);
                out[to + run * PLANE + i] = runScale * number - runMinimum;
            }
        }
    }

    /** 128 bytes of low nibbles, 64 of high two bits, 16 signed scales, scale f16; numbers have an offset of 32. */
    static void q6(byte[] in, int at, float[] out, int to) {
        float scale = Blocks.half(in, at + 208);
        for (int run = 0; run < ELEMENTS / RUN; run++) {
            float runScale = scale * in[at + 192 + run];
            int group = run / 8;
            int within = run % 2 * RUN;
            int low = at + group * 64 + plane(run) % 2 * PLANE + within;
            int lowShift = plane(run) / 2 * 4;
            int high = at + 128 + group * PLANE + within;
            int highShift = 2 * plane(run);
            for (int i = 0; i < RUN; i++) {
                int number = (in[low + i] >> lowShift & 15) | ((in[high + i] >> highShift & 3) << 4);
                out[to + run * RUN + i] = runScale * (number - 32);
            }
        }
    }

    /** Scale f16; 8 scales of 6 bits, offset 32: two bits each in 2 bytes, then four each in 4; 128 bytes of nibbles. */
    static void table(byte[] in, int at, float[] out, int to) {
        float scale = Blocks.half(in, at);
        int high = Blocks.int16(in, at + 2);
        for (int run = 0; run < ELEMENTS / PLANE; run++) {
            int low = in[at + 4 + run / 2] >> (run % 2 * 4) & 15;
            float runScale = scale * ((low | ((high >> (2 * run) & 3) << 4)) - 32);
            Blocks.table(runScale, in, at + 8 + run * PLANE / 2, out, to + run * PLANE);
        }
    }

    /** Which of the four planes that share bytes a run of 16 lies in. */
    private static int plane(int run) {
        return run % 8 / 2;
    }

    /** Where the 2-bit numbers of a run of 16 begin. */
    private static int lowByte(int run) {
        return run / 8 * PLANE + run % 2 * RUN;
    }

    /** Of 12 bytes: four scales and four minima in six bits each, and the rest in four bits and the bits left over. */
    private static int sixBitScale(byte[] in, int at, int run) {
        return run < 4 ? in[at + run] & 63 : (in[at + 4 + run] & 15) | (in[at + run - 4] >> 2 & 48);
    }

    private static int sixBitMinimum(byte[] in, int at, int run) {
        return run < 4 ? in[at + 4 + run] & 63 : (in[at + 4 + run] >> 4 & 15) | (in[at + run] >> 2 & 48);
    }
}
