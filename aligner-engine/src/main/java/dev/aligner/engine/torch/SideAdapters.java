package dev.aligner.engine.torch;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.aligner.engine.weights.LoraAdapter;
import dev.aligner.engine.weights.ModelFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** The adapters beside a model's weights, as its program takes them: for each of its matrices a pair A, B, or none. */
final class SideAdapters implements AutoCloseable {
    private final List<MatrixLayout.Stack> stacks;
    private final List<Integer> rows;
    private final Program program;
    private final PtNDManager manager;
    private final int dtype;
    private final Handles handles = new Handles();
    private final IValue downs;
    private final IValue ups;
    private int attached;

    SideAdapters(ModelFiles files, int dtype, Program program, PtNDManager manager) {
        this.stacks = MatrixLayout.of(files.decoder());
        this.rows = stacks.stream()
                .flatMap(stack -> stack.weights().stream())
                .map(weight -> Math.toIntExact(files.shape(weight)[0]))
                .toList();
        this.program = program;
        this.manager = manager;
        this.dtype = dtype;
        downs = handles.own(program.run("nothing"));
        ups = handles.own(program.run("nothing"));
    }

    IValue downs() {
        return downs;
    }

    IValue ups() {
        return ups;
    }

    int attach(List<AdapterTerm> sum) {
        sum.forEach(term -> term.adapter().requireMatrices());
        try (PtNDManager scope = manager.newSubManager(manager.getDevice())) {
            List<PtNDArray> newDowns = new ArrayList<>();
            List<PtNDArray> newUps = new ArrayList<>();
            int firstRow = 0;
            for (MatrixLayout.Stack stack : stacks) {
                int size = stack.weights().size();
                LowRank pair = LowRank.of(stack.weights(), rows.subList(firstRow, firstRow + size), sum);
                newDowns.add(pair.array(scope, pair.down(), pair.rank()));
                newUps.add(pair.array(scope, pair.up(), pair.rows()));
                firstRow += size;
            }
            extend(newDowns, newUps);
        }
        return attached++;
    }

    private void extend(List<PtNDArray> newDowns, List<PtNDArray> newUps) {
        try (Handles step = new Handles()) {
            step.own(program.run(
                    "extend_both",
                    downs,
                    ups,
                    step.own(IValue.listFrom(newDowns.toArray(PtNDArray[]::new))),
                    step.own(IValue.listFrom(newUps.toArray(PtNDArray[]::new))),
                    step.own(IValue.from((long) dtype))));
        }
    }

    void detach(int adapter) {
        try (Handles step = new Handles()) {
            for (IValue list : List.of(downs, ups)) {
                step.own(program.run(
                        "clear",
                        list,
                        step.own(IValue.from((long) adapter * stacks.size())),
                        step.own(IValue.from((adapter + 1L) * stacks.size()))));
            }
        }
    }

    @Override
    public void close() {
        handles.close();
    }

    /**
     * A sum of adapters for one matrix: its weights' rows stacked as the matrix is, each weight's A and B of each adapter
     * beside the others'.
     *
     * @param down A {@code [rank, in]}
     * @param up B {@code [rows, rank]}, the scales in it
     */
    private record LowRank(float[] down, float[] up, int rank, int rows) {
        static LowRank of(List<String> weights, List<Integer> rowsOfEach, List<AdapterTerm> sum) {
            int rank = 0;
            for (String weight : weights) {
                for (AdapterTerm term : sum) {
                    rank += term.adapter().rank(weight);
                }
            }
            int rows = rowsOfEach.stream().mapToInt(Integer::intValue).sum();
            float[] down = new float[0];
            float[] up = new float[rows * rank];
            int firstRow = 0;
            int at = 0;
            for (int i = 0; i < weights.size(); i++) {
                for (AdapterTerm term : sum) {
                    int own = term.adapter().rank(weights.get(i));
                    if (own > 0) {
                        LoraAdapter.Matrices matrices = term.adapter().matrices(weights.get(i));
                        int columns = matrices.down().length / own;
                        down = down.length == 0 ? new float[rank * columns] : down;
                        System.arraycopy(matrices.down(), 0, down, at * columns, matrices.down().length);
                        float scale = (float) (matrices.scale() * term.factor());
                        for (int row = 0; row < rowsOfEach.get(i); row++) {
                            for (int k = 0; k < own; k++) {
                                up[(firstRow + row) * rank + at + k] = scale * matrices.up()[row * own + k];
                            }
                        }
                        at += own;
                    }
                }
                firstRow += rowsOfEach.get(i);
            }
            return new LowRank(down, up, rank, rows);
        }

        /** Empty where nothing is added to this matrix. */
        PtNDArray array(PtNDManager scope, float[] values, int leading) {
            Shape shape = rank == 0 ? new Shape(0) : new Shape(leading, values.length / leading);
            ByteBuffer bytes =
                    ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
            FloatBuffer floats = bytes.asFloatBuffer();
            floats.put(values);
            return scope.create(bytes, shape, DataType.FLOAT32);
        }
    }
}
