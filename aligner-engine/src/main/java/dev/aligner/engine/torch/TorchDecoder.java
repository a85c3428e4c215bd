package dev.aligner.engine.torch;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.aligner.engine.model.ComputeDevice;
import dev.aligner.engine.model.LanguageModel;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.ModelShape;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.model.Segment;
import dev.aligner.engine.weights.ControlVectors;
import dev.aligner.engine.weights.DecoderConfig;
import dev.aligner.engine.weights.ModelFiles;
import java.util.Arrays;
import java.util.List;

/**
 * A decoder-only model on PyTorch. Weights and cache stay native and are handed to the program by handle; a step passes
 * three small index tensors and a few integers.
 */
final class TorchDecoder implements LanguageModel, Adaptable, Steerable {
    private final ModelShape shape;
    private final StepThreads threads;
    private final PtNDManager manager;
    private final Program program;
    private final DecoderWeights weights;
    private final Handles owned = new Handles();
    private final IValue norms;
    private final IValue normsAfter;
    private final IValue headNorms;
    private final IValue rotations;
    private final IValue keys;
    private final IValue values;
    private final SideAdapters adapters;
    private final Steering steering;
    private final IValue unwatched;

    /**
     * Loads a model on the calling thread, which owns it from then on. {@code files} are needed no longer afterwards.
     *
     * @param slots sequences that the cache holds
     * @param contextTokens positions of each; at most what the model was trained for
     * @param threads processors that one step may use
     */
    TorchDecoder(ModelFiles files, Precision precision, int slots, int contextTokens, int threads) {
        this(files, precision, ComputeDevice.CPU, slots, contextTokens, threads);
    }

    TorchDecoder(
            ModelFiles files, Precision precision, ComputeDevice device, int slots, int contextTokens, int threads) {
        this(files, precision, device, slots, contextTokens, threads, MatrixShelf.BLOCK_ELEMENTS, Attention.on(device));
    }

    /**
     * @param blockElements of which a matrix is read at once; see {@link MatrixShelf}
     * @param attention how the segments of a step are attended for
     */
    TorchDecoder(
            ModelFiles files,
            Precision precision,
            ComputeDevice device,
            int slots,
            int contextTokens,
            int threads,
            int blockElements,
            Attention attention) {
        DecoderConfig config = files.decoder();
        Precision computed = precision.on(device);
        shape = new ModelShape(config.vocabulary(), slots, contextTokens);
        this.threads = StepThreads.on(device, threads);
        LayerKinds kinds = LayerKinds.of(config.attention(), contextTokens);
        manager = TorchRuntime.start(threads, device);
        owned.own(manager::close);
        try {
            program = new Program(DecoderSource.of(config, kinds, computed, attention));
            owned.own(program::close);
            weights = new DecoderWeights(files, computed, program, manager, blockElements);
            owned.own(weights::close);
            int dtype = Dtype.ofStep(computed);
            var normWeights = new NormWeights(files, dtype, program, manager);
            norms = owned.own(normWeights.before());
            normsAfter = owned.own(normWeights.after());
            headNorms = owned.own(normWeights.heads());
            rotations = owned.own(new RotaryTables(program, manager, dtype).of(kinds.ropes(), contextTokens));
            keys = owned.own(cache(config, computed));
            values = owned.own(cache(config, computed));
            adapters = new SideAdapters(files, dtype, program, manager);
            owned.own(adapters::close);
            steering = new Steering(dtype, program, manager);
            owned.own(steering::close);
            unwatched = owned.own(program.run("nothing"));
        } catch (RuntimeException | Error e) {
            owned.close();
            throw e;
        }
    }

    @Override
    public ModelShape shape() {
        return shape;
    }

    @Override
    public Logits forward(List<Segment> segments) {
        PtNDManager scope = manager.newSubManager(manager.getDevice());
        try (Handles handles = new Handles()) {
            IValue logits = handles.own(run(segments, unwatched, false, scope, handles));
            return new TorchLogits(program, logits.toTensor(scope), scope);
        } catch (RuntimeException | Error e) {
            scope.close();
            throw e;
        }
    }

    @Override
    public float[][][] states(List<Segment> segments) {
        try (PtNDManager scope = manager.newSubManager(manager.getDevice());
                Handles handles = new Handles()) {
            IValue states = handles.own(program.run("nothing"));
            handles.own(run(segments, states, true, scope, handles));
            IValue[] layers = states.toIValueArray();
            float[][][] read = new float[layers.length][][];
            for (int layer = 0; layer < layers.length; layer++) {
                PtNDArray rows = handles.own(layers[layer]).toTensor(scope);
                float[] all = rows.toFloatArray();
                int width = Math.toIntExact(rows.getShape().get(1));
                read[layer] = new float[all.length / width][];
                for (int row = 0; row < read[layer].length; row++) {
                    read[layer][row] = Arrays.copyOfRange(all, row * width, (row + 1) * width);
                }
            }
            return read;
        }
    }

    /** @param scope owns the tensors that are made for the step */
    private IValue run(List<Segment> segments, IValue states, boolean watched, PtNDManager scope, Handles handles) {
        StepArguments step = StepArguments.of(segments);
        if (step.scales().length > 0 && !steering.isLoaded()) {
            throw new IllegalArgumentException("steering: of a model without control vectors (expected: 0)");
        }
        int used = threads.next(step.tokens().length);
        TorchRuntime.use(used);
        long started = System.nanoTime();
        IValue result = program.run(
                "forward",
                handles.own(TorchRuntime.vector(scope, step.tokens())),
                handles.own(TorchRuntime.vector(scope, step.positions())),
                handles.own(IValue.listFrom(step.slots())),
                handles.own(IValue.listFrom(step.starts())),
                handles.own(IValue.listFrom(step.counts())),
                handles.own(TorchRuntime.vector(scope, step.rows())),
                weights.embedding(),
                norms,
                normsAfter,
                headNorms,
                weights.matrices(),
                rotations,
                keys,
                values,
                handles.own(IValue.listFrom(step.turns())),
                handles.own(IValue.listFrom(step.runs())),
                handles.own(IValue.listFrom(step.rowRuns())),
                handles.own(IValue.listFrom(step.adapters())),
                adapters.downs(),
                adapters.ups(),
                steering.vectors(),
                handles.own(IValue.listFrom(step.scales())),
                states,
                handles.own(IValue.from(watched)));
        threads.took(step.tokens().length, used, System.nanoTime() - started);
        return result;
    }

    @Override
    public void steerBy(ControlVectors vectors) {
        steering.load(vectors);
    }

    @Override
    public int attach(List<AdapterTerm> sum) {
        return adapters.attach(sum);
    }

    @Override
    public void detach(int adapter) {
        adapters.detach(adapter);
    }

    @Override
    public void close() {
        owned.close();
    }

    private IValue cache(DecoderConfig config, Precision computed) {
        try (PtNDManager scope = manager.newSubManager(manager.getDevice());
                Handles handles = new Handles()) {
            return program.run(
                    "cache",
                    handles.own(IValue.from((long) config.layers())),
                    handles.own(IValue.listFrom(
                            shape.slots(), config.kvHeads(), shape.contextTokens(), (long) config.headDim())),
                    handles.own(IValue.from((long) Dtype.ofCache(computed))),
                    handles.own(IValue.from(scope.create(new Shape(1), DataType.FLOAT32))));
        }
    }
}
