package dev.aligner.engine.torch;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.aligner.engine.weights.Rope;
import java.util.List;

/** Cosines and sines of every position of a slot, looked up in each step and never computed again. */
final class RotaryTables {
    private final Program program;
    private final PtNDManager manager;
    private final int dtype;

    /** @param dtype that the steps compute in */
    RotaryTables(Program program, PtNDManager manager, int dtype) {
        this.program = program;
        this.manager = manager;
        this.dtype = dtype;
    }

    /** Two tensors for each rope, {@code [contextTokens, 1, dims]}. */
    IValue of(List<Rope> ropes, int contextTokens) {
        try (Handles step = new Handles()) {
            IValue precision = step.own(IValue.from((long) dtype));
            IValue tables = program.run("cast", step.own(IValue.listFrom(new PtNDArray[0])), precision);
            ropes.forEach(rope -> add(tables, rope, contextTokens));
            return tables;
        }
    }

    private void add(IValue tables, Rope rope, int contextTokens) {
        var angles = new RotaryAngles(rope, theta -> periods(theta, rope.dims()));
        try (PtNDManager scope = manager.newSubManager(manager.getDevice());
                Handles step = new Handles()) {
            var shape = new Shape(contextTokens, rope.dims() / 2);
            step.own(program.run(
                    "add_rotation",
                    tables,
                    step.own(IValue.from((PtNDArray) scope.create(angles.upTo(contextTokens), shape))),
                    step.own(IValue.from(angles.factor())),
                    step.own(IValue.from((long) dtype))));
        }
    }

    private float[] periods(double theta, int dims) {
        // a GPU's powers may differ in the last bit, and the reference's are a processor's
        try (PtNDManager scope = TorchDevices.onHost(manager);
                Handles step = new Handles()) {
            return step.own(program.run(
                            "periods",
                            step.own(IValue.from(theta)),
                            step.own(IValue.from((long) dims)),
                            step.own(IValue.from(scope.create(new Shape(1), DataType.FLOAT32)))))
                    .toTensor(scope)
                    .toFloatArray();
        }
    }
}
