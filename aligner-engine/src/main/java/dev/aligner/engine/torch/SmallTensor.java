package dev.aligner.engine.torch;

import dev.aligner.engine.weights.ModelFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A vector or another small tensor of a model's files, read where Java can change it before it becomes the model's. */
final class SmallTensor {
    private SmallTensor() {}

    /** Its numbers in float32, outside the heap. */
    static ByteBuffer read(ModelFiles files, String name) {
        long elements = 1;
        for (long dimension : files.shape(name)) {
            elements *= dimension;
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(elements * Float.BYTES))
                .order(ByteOrder.nativeOrder());
        files.read(name, bytes.duplicate().order(ByteOrder.nativeOrder()));
        return bytes;
    }
}
