package dev.aligner.trainer.model;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.aligner.engine.torch.Handles;
import dev.aligner.engine.torch.Program;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Flat vectors on the model's device: made, filled and read piece by piece, for one may be larger than a Java array. */
final class Vectors {
    /** Elements that are read or written at once. */
    private static final int PIECE = 1 << 22;

    private final Program program;
    private final PtNDManager manager;

    Vectors(Program program, PtNDManager manager) {
        this.program = program;
        this.manager = manager;
    }

    /** Fills native memory with a part's values, float32. */
    interface PartReader {
        void read(Layout.Part part, ByteBuffer target);
    }

    /** Takes a piece of a vector: float32 in native order, in native memory, valid during the call. */
    interface PieceReader {
        void read(ByteBuffer piece);
    }

    /** Float32, not filled. */
    PtNDArray floats(long size) {
        return manager.create(new Shape(size), DataType.FLOAT32);
    }

    /**
     * In the precision of the products, not filled. Java can hold bfloat16, not make or read it. What the program makes
     * without gradients is of no use with them, so it is asked as if it had some.
     */
    PtNDArray products(long size) {
        try (PtNDManager scope = manager.newSubManager(manager.getDevice())) {
            PtNDArray made = (PtNDArray)
                    program.run("vector", new NDList(scope.create(size)), true).head();
            made.attach(manager);
            return made;
        }
    }

    PtNDArray zeros(long size) {
        return (PtNDArray) manager.zeros(new Shape(size), DataType.FLOAT32);
    }

    PtNDArray copy(PtNDArray vector) {
        PtNDArray copy = floats(vector.size());
        put(copy, 0, vector, vector.size());
        return copy;
    }

    /** Fills a vector part by part through one scratch space in native memory. */
    void fill(PtNDArray vector, List<Layout.Part> parts, PartReader reader) {
        long largest = parts.stream().mapToLong(Layout.Part::size).max().orElse(0);
        try (PtNDManager scope = manager.newSubManager(Device.cpu())) {
            PtNDArray scratch = scope.create(new Shape(largest), DataType.FLOAT32);
            ByteBuffer room = scratch.toByteBuffer(true).order(ByteOrder.nativeOrder());
            for (Layout.Part part : parts) {
                reader.read(
                        part,
                        room.slice(0, Math.toIntExact(part.size() * Float.BYTES))
                                .order(ByteOrder.nativeOrder()));
                put(vector, part.start(), scratch, part.size());
            }
        }
    }

    /** Fills a whole vector in pieces. */
    void fill(PtNDArray vector, PieceReader reader) {
        try (PtNDManager scope = manager.newSubManager(Device.cpu())) {
            PtNDArray scratch = scope.create(new Shape(Math.min(PIECE, vector.size())), DataType.FLOAT32);
            ByteBuffer room = scratch.toByteBuffer(true);
            for (long start = 0; start < vector.size(); start += PIECE) {
                int count = (int) Math.min(PIECE, vector.size() - start);
                reader.read(room.slice(0, count * Float.BYTES).order(ByteOrder.nativeOrder()));
                put(vector, start, scratch, count);
            }
        }
    }

    /** Reads a range of a vector in pieces. */
    void read(PtNDArray vector, long start, long end, DataType type, PieceReader reader) {
        for (long at = start; at < end; at += PIECE) {
            try (PtNDManager scope = manager.newSubManager(manager.getDevice());
                    Handles handles = new Handles()) {
                PtNDArray piece = handles.own(program.run(
                                "part",
                                handles.own(IValue.from(vector)),
                                handles.own(IValue.from(at)),
                                handles.own(IValue.from(Math.min(at + PIECE, end)))))
                        .toTensor(scope);
                reader.read(piece.toType(type, false).toByteBuffer(true).order(ByteOrder.nativeOrder()));
            }
        }
    }

    private void put(PtNDArray vector, long start, PtNDArray scratch, long count) {
        try (Handles handles = new Handles()) {
            handles.own(program.run(
                    "put",
                    handles.own(IValue.from(vector)),
                    handles.own(IValue.from(start)),
                    handles.own(IValue.from(scratch)),
                    handles.own(IValue.from(count))));
        }
    }
}
