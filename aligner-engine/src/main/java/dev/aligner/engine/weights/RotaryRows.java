package dev.aligner.engine.weights;

/**
 * The row order of q and k in a GGUF of architecture llama. Its converter turns each head's rows from halves
 * ({@code x0 x1 .. | y0 y1 ..}, as Hugging Face rotates them) into pairs ({@code x0 y0 x1 y1 ..}):
 * {@code reshape(heads, 2, headDim / 2, columns).swapaxes(1, 2)} in llama.cpp's {@code convert_hf_to_gguf.py}.
 */
record RotaryRows(int headDim) {

    /** The file's row that holds a given row of the Hugging Face layout. */
    long fileRow(long row) {
        long head = row / headDim;
        long within = row % headDim;
        int half = headDim / 2;
        return head * headDim + 2 * (within % half) + within / half;
    }
}
