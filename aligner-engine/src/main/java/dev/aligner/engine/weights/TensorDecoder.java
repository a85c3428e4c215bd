package dev.aligner.engine.weights;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;

/**
 * File bytes to float32. The loops run over arrays, in chunks, because the compiler turns those into vector code and
 * buffer accesses not.
 */
final class TensorDecoder {
    private static final int CHUNK_ELEMENTS = 8192;

    private TensorDecoder() {}

    /**
     * @param source little-endian, exactly the tensor's bytes (or a whole number of its rows)
     * @param target in native order, four bytes for each element
     */
    static void decode(TensorType type, ByteBuffer source, ByteBuffer target) {
        switch (type) {
            case F32 -> target.asIntBuffer().put(source.asIntBuffer());
            case F16 -> widen(source.asShortBuffer(), target.asIntBuffer(), TensorDecoder::halves);
            case BF16 -> widen(source.asShortBuffer(), target.asIntBuffer(), TensorDecoder::brainFloats);
            case Q8_0 -> dequantise(type, source, target.asFloatBuffer(), Blocks::q8);
            case Q4_0 -> dequantise(type, source, target.asFloatBuffer(), Blocks::q4);
            case Q4_1 -> dequantise(type, source, target.asFloatBuffer(), Blocks::q4WithMinimum);
            case Q5_0 -> dequantise(type, source, target.asFloatBuffer(), Blocks::q5);
            case Q5_1 -> dequantise(type, source, target.asFloatBuffer(), Blocks::q5WithMinimum);
            case IQ4_NL -> dequantise(type, source, target.asFloatBuffer(), Blocks::table);
            case Q2_K -> dequantise(type, source, target.asFloatBuffer(), SuperBlocks::q2);
            case Q3_K -> dequantise(type, source, target.asFloatBuffer(), SuperBlocks::q3);
            case Q4_K -> dequantise(type, source, target.asFloatBuffer(), SuperBlocks::q4);
            case Q5_K -> dequantise(type, source, target.asFloatBuffer(), SuperBlocks::q5);
            case Q6_K -> dequantise(type, source, target.asFloatBuffer(), SuperBlocks::q6);
            case IQ4_XS -> dequantise(type, source, target.asFloatBuffer(), SuperBlocks::table);
        }
    }

    private interface Widening {
        void run(short[] in, int[] out, int count);
    }

    /** One block, whose bytes begin at {@code at} and whose elements begin at {@code to}. */
    private interface Dequantisation {
        void run(byte[] in, int at, float[] out, int to);
    }

    private static void widen(ShortBuffer source, IntBuffer target, Widening widening) {
        int chunk = Math.min(source.remaining(), CHUNK_ELEMENTS);
        var in = new short[chunk];
        var out = new int[chunk];
        while (source.hasRemaining()) {
            int count = Math.min(source.remaining(), chunk);
            source.get(in, 0, count);
            widening.run(in, out, count);
            target.put(out, 0, count);
        }
    }

    private static void dequantise(TensorType type, ByteBuffer source, FloatBuffer target, Dequantisation steps) {
        int bytes = type.blockBytes();
        int elements = type.blockElements();
        int chunk = Math.min(source.remaining() / bytes, CHUNK_ELEMENTS / elements);
        var in = new byte[chunk * bytes];
        var out = new float[chunk * elements];
        while (source.hasRemaining()) {
            int blocks = Math.min(source.remaining() / bytes, chunk);
            source.get(in, 0, blocks * bytes);
            for (int block = 0; block < blocks; block++) {
                steps.run(in, block * bytes, out, block * elements);
            }
            target.put(out, 0, blocks * elements);
        }
    }

    private static void halves(short[] in, int[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = HalfFloat.floatBits(in[i]);
        }
    }

    private static void brainFloats(short[] in, int[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = in[i] << 16;
        }
    }
}
