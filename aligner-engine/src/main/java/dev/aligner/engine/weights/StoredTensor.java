package dev.aligner.engine.weights;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where a tensor lies in its file; within the file and of the size that its shape asks for.
 *
 * @param file that holds it
 * @param name as the file spells it
 * @param shape rows first
 * @param offset first byte, from the start of the file
 * @param bytes what the tensor takes in the file
 * @param rotaryRows how the rows were reordered by the file's writer, or null where they were not
 */
record StoredTensor(
        WeightFile file,
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
        return new StoredTensor(file, name, shape, type, offset, bytes, rows);
    }

    /** The name for a message that names the model and not the file. */
    String shown() {
        return file.isShard() ? name + " in " + file.path().getFileName() : name;
    }

    /** Rows of the first dimension; a vector's are its elements. */
    long rows() {
        return shape.length == 0 ? 1 : shape[0];
    }

    /** Elements of a row. */
    long columns() {
        return rows() == 0 ? 0 : elements() / rows();
    }

    /** A run of rows as {@link ModelFiles#read(String, long, long, ByteBuffer)} gives it. */
    void read(long fromRow, long rows, ByteBuffer target) {
        file.read(this, fromRow, rows, target);
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
