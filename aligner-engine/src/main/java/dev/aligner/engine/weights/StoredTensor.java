package dev.aligner.engine.weights;

import org.jspecify.annotations.Nullable;

/**
 * Where a tensor lies in its file; within the file and of the size that its shape asks for.
 *
 * @param name as the file spells it
 * @param shape rows first
 * @param offset first byte, from the start of the file
 * @param bytes what the tensor takes in the file
 * @param rotaryRows how the rows were reordered by the file's writer, or null where they were not
 */
record StoredTensor(
        String name,
        long[] shape,
        TensorType type,
        long offset,
        long bytes,
        @Nullable RotaryRows rotaryRows) {

    long elements() {
        return elements(shape);
    }

    StoredTensor reordered(RotaryRows rows) {
        return new StoredTensor(name, shape, type, offset, bytes, rows);
    }

    /**
     * The product of a shape's dimensions.
     *
     * @throws ArithmeticException where a dimension is negative or the product exceeds 63 bits, even if another is zero
     */
    static long elements(long[] shape) {
        long product = 1;
        boolean empty = false;
        for (long dimension : shape) {
            if (dimension < 0) {
                throw new ArithmeticException("negative dimension");
            }
            empty |= dimension == 0;
            product = Math.multiplyExact(product, Math.max(dimension, 1));
        }
        return empty ? 0 : product;
    }
}
