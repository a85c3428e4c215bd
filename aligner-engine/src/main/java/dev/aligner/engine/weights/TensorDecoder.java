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
    private static final int BLOCK = 32;

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
            case Q8_0 -> dequantise(type, source, target.asFloatBuffer(), TensorDecoder::q8);
            case Q4_0 -> dequantise(type, source, target.asFloatBuffer(), TensorDecoder::q4);
            case Q4_1 -> dequantise(type, source, target.asFloatBuffer(), TensorDecoder::q4WithMinimum);
        }
    }

    private interface Widening {
        void run(short[] in, int[] out, int count);
    }

    private interface Dequantisation {
        void run(byte[] in, float[] out, int blocks);
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
        int chunk = Math.min(source.remaining() / type.blockBytes(), CHUNK_ELEMENTS / BLOCK);
        var in = new byte[chunk * type.blockBytes()];
        var out = new float[chunk * BLOCK];
        while (source.hasRemaining()) {
            int blocks = Math.min(source.remaining() / type.blockBytes(), chunk);
            source.get(in, 0, blocks * type.blockBytes());
            steps.run(in, out, blocks);
            target.put(out, 0, blocks * BLOCK);
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

    private static void q8(byte[] in, float[] out, int blocks) {
        for (int block = 0; block < blocks; block++) {
            int at = block * TensorType.Q8_0.blockBytes();
            float scale = half(in, at);
            for (int i = 0; i < BLOCK; i++) {
                out[block * BLOCK + i] = scale * in[at + 2 + i];
            }
        }
    }

    private static void q4(byte[] in, float[] out, int blocks) {
        for (int block = 0; block < blocks; block++) {
            int at = block * TensorType.Q4_0.blockBytes();
            float scale = half(in, at);
            int first = block * BLOCK;
            for (int i = 0; i < BLOCK / 2; i++) {
                int pair = in[at + 2 + i];
                out[first + i] = scale * ((pair & 15) - 8);
                out[first + BLOCK / 2 + i] = scale * ((pair >> 4 & 15) - 8);
            }
        }
    }

    private static void q4WithMinimum(byte[] in, float[] out, int blocks) {
        for (int block = 0; block < blocks; block++) {
            int at = block * TensorType.Q4_1.blockBytes();
            float scale = half(in, at);
            float minimum = half(in, at + 2);
            int first = block * BLOCK;
            for (int i = 0; i < BLOCK / 2; i++) {
                int pair = in[at + 4 + i];
                out[first + i] = scale * (pair & 15) + minimum;
                out[first + BLOCK / 2 + i] = scale * (pair >> 4 & 15) + minimum;
            }
        }
    }

    private static float half(byte[] in, int at) {
        return HalfFloat.toFloat((short) ((in[at] & 0xff) | in[at + 1] << 8));
    }
}
