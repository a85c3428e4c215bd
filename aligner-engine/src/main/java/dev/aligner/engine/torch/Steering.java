package dev.aligner.engine.torch;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.aligner.engine.weights.ControlVectors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The control vectors beside a model's weights, as its program takes them: one for each layer, some empty, or none. */
final class Steering implements AutoCloseable {
    private final Program program;
    private final PtNDManager manager;
    private final int dtype;
    private final Handles handles = new Handles();
    private final IValue vectors;
    private boolean loaded;

    Steering(int dtype, Program program, PtNDManager manager) {
        this.program = program;
        this.manager = manager;
        this.dtype = dtype;
        vectors = handles.own(program.run("nothing"));
    }

    IValue vectors() {
        return vectors;
    }

    /** Whether there are any: without, no scale means anything. */
    boolean isLoaded() {
        return loaded;
    }

    void load(ControlVectors more) {
        if (loaded) {
            throw new IllegalStateException("control vectors are there already");
        }
        try (PtNDManager scope = manager.newSubManager(manager.getDevice());
                Handles step = new Handles()) {
            List<PtNDArray> arrays = new ArrayList<>();
            for (float[] vector : more.layers()) {
                ByteBuffer bytes =
                        ByteBuffer.allocateDirect(vector.length * Float.BYTES).order(ByteOrder.nativeOrder());
                bytes.asFloatBuffer().put(vector);
                arrays.add(scope.create(bytes, new Shape(vector.length), DataType.FLOAT32));
            }
            step.own(program.run(
                    "extend",
                    vectors,
                    step.own(IValue.listFrom(arrays.toArray(PtNDArray[]::new))),
                    step.own(IValue.from((long) dtype))));
        }
        loaded = true;
    }

    @Override
    public void close() {
        handles.close();
    }
}
